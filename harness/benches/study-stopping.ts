import { CONFIDENCE, medianInterval } from '../src/analyse/interval.ts';
import { judgeTogether } from '../src/analyse/judge.ts';
import { halfWidthOf } from '../src/analyse/pairs.ts';
import { blocksAndRule, endOf } from '../src/plan/index.ts';
import { logRatiosOf, NOISE_MODELS, simulateSession, type LogTimes, type NoiseModel } from './noise.ts';
import { percentOf, standardErrorPercent, Tally } from './rates.ts';
import { levelled, ROWS, sourceFor, truthOf, type StudyOptions, type Truth } from './study.ts';
import { markdownTable, section } from './table.ts';

const MOST_BLOCKS = 100;
/** Half-widths that end a race early, in the middle and late. */
const TARGETS = [0.03, 0.04, 0.06, 0.08, 0.12, 0.16] as const;
/** A field of two has one ratio: nothing else holds up its stopping, which is the worst case. */
const FIELDS = [2, ROWS] as const;

const planned = blocksAndRule({ blocks: MOST_BLOCKS, precision: 1, budgetS: null }, { fixed: 1, most: 1 });
const stricter = planned.stopping?.precision?.confidence ?? CONFIDENCE;

interface Stopped {
  readonly blocks: number;
  readonly holds: readonly boolean[];
}

interface Trial {
  readonly times: LogTimes;
  readonly truth: Truth;
  readonly target: number;
  readonly confidence: number;
}

/** Keeps values sorted; the place is looked for from the end. */
function insert(sorted: number[], value: number): void {
  let at = sorted.length;
  while (at > 0 && (sorted[at - 1] as number) > value) at -= 1;
  sorted.splice(at, 0, value);
}

/** Adds blocks of a simulated session, as the race does, until the rule ends it. */
function stop({ times, truth, target, confidence }: Trial): Stopped {
  const precision = {
    halfWidth: target,
    confidence,
    leastBlocks: planned.stopping?.precision?.leastBlocks ?? 1,
  };
  const stopping = { blocks: MOST_BLOCKS, stopping: { precision, budgetS: null } };
  const logRatios = times.slice(1).map((_, row) => logRatiosOf(times, row + 1, 0));
  const sofar: number[][] = logRatios.map(() => []);
  for (let blocks = 1; ; blocks += 1) {
    for (const [row, sorted] of sofar.entries()) insert(sorted, logRatios[row]?.[blocks - 1] ?? 0);
    if (blocks < precision.leastBlocks) continue;
    const intervals = sofar.map((sorted) => medianInterval(sorted, confidence));
    const halfWidths = intervals.map(
      (each) => each && halfWidthOf({ ...each, low: Math.exp(each.low), high: Math.exp(each.high) }),
    );
    if (endOf(stopping, { blocks, spentMs: 0, halfWidths }) === null) continue;
    const holds = intervals.map((each, row) => {
      const expected = row % 2 === 0 ? truth.logRatio : 0;
      return each !== null && each.low <= expected && expected <= each.high;
    });
    return { blocks, holds };
  }
}

const key = (...parts: readonly (string | number)[]): string => parts.join('|');

interface Totals {
  readonly tally: Tally;
  readonly blocks: Map<string, number>;
}

function studyModel(model: NoiseModel, { seed, sessions }: StudyOptions, { tally, blocks }: Totals): void {
  const truth = truthOf(model, seed);
  for (const rows of FIELDS) {
    const source = sourceFor(seed, 'stopping', model.name, rows);
    const equal = Array.from({ length: rows }, () => 0);
    for (let session = 0; session < sessions; session += 1) {
      const times = simulateSession(model, MOST_BLOCKS, equal, source);
      for (const target of TARGETS) {
        for (const confidence of [CONFIDENCE, stricter]) {
          const name = key(model.name, rows, target, confidence);
          const ended = stop({ times, truth, target, confidence });
          for (const holds of ended.holds) tally.count(name, holds);
          blocks.set(name, (blocks.get(name) ?? 0) + ended.blocks / sessions);
        }
      }
    }
  }
}

function tableFor(rows: number, { tally, blocks }: Totals): string {
  const lines = NOISE_MODELS.flatMap((model) =>
    [CONFIDENCE, stricter].map((confidence) => {
      const cells = TARGETS.map((target) => {
        const name = key(model.name, rows, target, confidence);
        return `${percentOf(tally.rate(name))} (${(blocks.get(name) ?? 0).toFixed(0)})`;
      });
      return [model.name, `at ${100 * confidence} %`].concat(cells);
    }),
  );
  return markdownTable(['noise', 'intervals', ...TARGETS.map((target) => `${100 * target} %`)], lines);
}

/** Equal rows, told apart after a race that ended by its rule. */
function alarmsAfterStopping({ seed, sessions }: StudyOptions): string {
  const lines = NOISE_MODELS.map((model) => {
    const truth = truthOf(model, seed);
    const equal = levelled(
      Array.from({ length: ROWS }, () => 0),
      truth,
    );
    const source = sourceFor(seed, 'alarms after stopping', model.name);
    const tally = new Tally();
    for (let session = 0; session < sessions; session += 1) {
      const times = simulateSession(model, MOST_BLOCKS, equal, source);
      const level = { logTime: 0, logRatio: 0 };
      for (const target of TARGETS) {
        const { blocks } = stop({ times, truth: level, target, confidence: stricter });
        const pairs = times.flatMap((_, one) =>
          times.slice(one + 1).map((_none, more) => logRatiosOf(times, one + more + 1, one).slice(0, blocks)),
        );
        tally.count(
          `${target}`,
          judgeTogether(pairs, stricter).some(({ toldApart }) => toldApart),
        );
      }
    }
    return [model.name, ...TARGETS.map((target) => percentOf(tally.rate(`${target}`)))];
  });
  return markdownTable(['noise', ...TARGETS.map((target) => `${100 * target} %`)], lines);
}

/** What becomes of the intervals when a race goes on until they are narrow. */
export function stoppingStudy(options: StudyOptions): string {
  const totals = { tally: new Tally(), blocks: new Map<string, number>() };
  for (const model of NOISE_MODELS) studyModel(model, options, totals);
  const { sessions } = options;
  const counted = `In % of ${sessions.toLocaleString('en')} simulated sessions of at most ${MOST_BLOCKS} blocks; standard error ${standardErrorPercent(CONFIDENCE, sessions)}.`;
  const about = `How often the interval holds after a race that went on until it reached no more than 3, 4, … % to either side, looked at after each block from the tenth on, and the mean number of blocks. ${counted}`;
  return [
    section('Stopping by width: one ratio', about, tableFor(2, totals)),
    section(`Stopping by width: ${ROWS} rows, all ratios narrow`, about, tableFor(ROWS, totals)),
    section(
      'False differences after stopping by width',
      `${ROWS} equal rows, sessions in which any two were told apart. ${counted}`,
      alarmsAfterStopping(options),
    ),
  ].join('\n');
}
