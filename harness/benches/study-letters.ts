import { CONFIDENCE } from '../src/analyse/interval.ts';
import { judgeTogether, type Judgement } from '../src/analyse/judge.ts';
import { quantile } from '../src/analyse/distribution.ts';
import { DIFFERENCE_TESTS } from './difference-tests.ts';
import { logRatiosOf, NOISE_MODELS, simulateSession, type LogTimes, type NoiseModel } from './noise.ts';
import { percentOf, rangeOf, standardErrorPercent, Tally } from './rates.ts';
import { BLOCK_COUNTS, levelled, ROWS, sourceFor, truthOf, type StudyOptions } from './study.ts';
import { markdownTable, section } from './table.ts';

/** Times of a field like the workspace's: ties at the front, small and large differences behind. */
const FIELD = [1, 1, 1, 1.1, 1.1, 1.25, 1.5, 1.5, 2, 4] as const;

/** Pairs of different rows by the ratio of their times. */
const BANDS = [
  { name: '1.1', least: 1.05, most: 1.12 },
  { name: '1.2–1.36', least: 1.12, most: 1.4 },
  { name: '1.5–2', least: 1.4, most: 2.1 },
  { name: 'over 2', least: 2.1, most: 10 },
] as const;

interface Pair {
  readonly one: number;
  readonly other: number;
}

const PAIRS: readonly Pair[] = Array.from({ length: ROWS }, (_, one) =>
  Array.from({ length: ROWS - one - 1 }, (_none, more) => ({ one, other: one + more + 1 })),
).flat();

const trueRatio = ({ one, other }: Pair): number => (FIELD[other] ?? 1) / (FIELD[one] ?? 1);

type What = 'alarm' | 'alarm in the field' | `tie ${string}` | 'holds' | 'holds of a tie';

const key = (what: What, test: string, model: string, blocks: number): string =>
  [what, test, model, blocks].join('|');

function judged(times: LogTimes, pValueOf: (logRatios: readonly number[]) => number): readonly Judgement[] {
  const logRatios = PAIRS.map(({ one, other }) => logRatiosOf(times, other, one));
  return judgeTogether(logRatios, CONFIDENCE, pValueOf);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return quantile(sorted, 0.5);
}

/** Whether the intervals of the ratios to the row that came out fastest hold: it was chosen by the same runs. */
function countReference(times: LogTimes, judgements: readonly Judgement[], count: Counter): void {
  const medians = times.map(medianOf);
  const fastest = medians.indexOf(Math.min(...medians));
  for (const [index, pair] of PAIRS.entries()) {
    if (pair.one !== fastest && pair.other !== fastest) continue;
    const { low, high } = (judgements[index] as Judgement).interval;
    const truth = trueRatio(pair);
    const holds = low <= truth && truth <= high;
    count('holds', holds);
    if (truth === 1) count('holds of a tie', holds);
  }
}

type Counter = (what: What, isSeen: boolean) => void;

function countField(judgements: readonly Judgement[], count: Counter): void {
  const apart = judgements.map(({ toldApart }) => toldApart);
  count(
    'alarm in the field',
    PAIRS.some((pair, index) => trueRatio(pair) === 1 && apart[index] === true),
  );
  for (const [index, pair] of PAIRS.entries()) {
    const band = BANDS.find(({ least, most }) => least <= trueRatio(pair) && trueRatio(pair) < most);
    if (band !== undefined) count(`tie ${band.name}`, apart[index] !== true);
  }
}

function studyModel(model: NoiseModel, { seed, sessions }: StudyOptions, tally: Tally): void {
  const truth = truthOf(model, seed);
  const equal = levelled(
    FIELD.map(() => 0),
    truth,
  );
  const field = levelled(FIELD.map(Math.log), truth);
  for (const blocks of BLOCK_COUNTS) {
    const source = sourceFor(seed, 'letters', model.name, blocks);
    for (let session = 0; session < sessions; session += 1) {
      const [same, different] = [equal, field].map((logs) =>
        simulateSession(model, blocks, logs, source),
      ) as [LogTimes, LogTimes];
      for (const [at, { name, pValue }] of DIFFERENCE_TESTS.entries()) {
        const count: Counter = (what, isSeen) => tally.count(key(what, name, model.name, blocks), isSeen);
        count(
          'alarm',
          judged(same, pValue).some(({ toldApart }) => toldApart),
        );
        const judgements = judged(different, pValue);
        countField(judgements, count);
        if (at === 0) countReference(different, judgements, count);
      }
    }
  }
}

const HEADINGS = BLOCK_COUNTS.map((blocks) => `n = ${blocks}`);

function summary(what: What, tally: Tally): string {
  const rows = DIFFERENCE_TESTS.map(({ name }) => [
    name,
    ...BLOCK_COUNTS.map((blocks) =>
      rangeOf(NOISE_MODELS.map((model) => tally.rate(key(what, name, model.name, blocks)))),
    ),
  ]);
  return markdownTable(['test', ...HEADINGS], rows);
}

function ofChosen(whats: readonly What[], tally: Tally): string {
  const [chosen] = DIFFERENCE_TESTS;
  const rows = NOISE_MODELS.flatMap((model) =>
    whats.map((what) => [
      model.name,
      what,
      ...BLOCK_COUNTS.map((blocks) =>
        percentOf(tally.rate(key(what, chosen?.name ?? '', model.name, blocks))),
      ),
    ]),
  );
  return markdownTable(['noise', 'what', ...HEADINGS], rows);
}

/** How often rows that are equally fast get different letters, and rows that are not share one. */
export function letterStudy(options: StudyOptions): string {
  const tally = new Tally();
  for (const model of NOISE_MODELS) studyModel(model, options, tally);
  const { sessions } = options;
  const counted = `In % of ${sessions.toLocaleString('en')} simulated sessions for each figure; standard error of 5 %: ${standardErrorPercent(0.05, sessions)}.`;
  const bands = BANDS.map(({ name }) => `tie ${name}` as const);
  return [
    section(
      'False differences',
      `${ROWS} rows that are all equally fast, ${PAIRS.length} comparisons under Holm: sessions in which any two were told apart, the least and the most over ${NOISE_MODELS.length} kinds of noise. ${counted}`,
      summary('alarm', tally),
    ),
    ...bands.map((band) =>
      section(
        `False ties: ratios of ${band.slice(4)}`,
        `Pairs of rows with such a ratio that share a letter, in a field of ${FIELD.join(', ')}. ${counted}`,
        summary(band, tally),
      ),
    ),
    section(
      'Letters, by noise',
      `Of the test that is used: sessions of equal rows with a false difference (alarm), the same among the five equal pairs of the field, and ties. ${counted}`,
      ofChosen(['alarm', 'alarm in the field', ...bands], tally),
    ),
    section(
      'The fastest is chosen by the same runs',
      `How often the 95 % interval of a ratio to the row that came out fastest holds: of all other rows, and of those that are truly as fast. ${counted}`,
      ofChosen(['holds', 'holds of a tie'], tally),
    ),
  ].join('\n');
}
