import type { Session, StoredRun } from '@fairfetch/contract';
import { CONFIDENCE, LEAST_VALUES, medianInterval } from '../src/analyse/interval.ts';
import { judgeTogether } from '../src/analyse/judge.ts';
import { shuffled } from '../src/plan/shuffle.ts';
import { readResults } from '../src/store/index.ts';
import { logRatiosOf, type LogTimes, type Source } from './noise.ts';
import { percentOf, Tally } from './rates.ts';
import { BLOCK_COUNTS, sourceFor, type StudyOptions } from './study.ts';
import { markdownTable, section } from './table.ts';

/** One program under several names in one scenario: whatever differs between them is noise, or the name. */
export interface Copies {
  readonly scenario: string;
  readonly title: string;
  /** Blocks in which all of them were ok. */
  readonly times: LogTimes;
}

/** Variants of the same title are copies; see docs/method.md. */
export function copiesIn(session: Session, runs: readonly StoredRun[]): readonly Copies[] {
  const byTitle = [...Map.groupBy(session.variants, ({ title }) => title)].filter(
    ([, { length }]) => length > 1,
  );
  return session.scenarios.flatMap(({ name: scenario }) =>
    byTitle.map(([title, variants]) => {
      const byName = variants.map(({ id }) => {
        const own = runs.filter((run) => run.scenario === scenario && run.variant === id && !run.warmup);
        return new Map(
          own.flatMap(({ block, state, process }) =>
            state === 'ok' && process && process.wallNs > 0
              ? [[block, Math.log(process.wallNs)] as const]
              : [],
          ),
        );
      });
      const whole = [...(byName[0]?.keys() ?? [])].filter((block) => byName.every((each) => each.has(block)));
      return { scenario, title, times: byName.map((each) => whole.map((block) => each.get(block) ?? 0)) };
    }),
  );
}

const blocksOf = ({ times }: Copies): number => times[0]?.length ?? 0;

function pairsOf(times: LogTimes): readonly (readonly number[])[] {
  return times.flatMap((_, one) =>
    times.slice(one + 1).map((_none, more) => logRatiosOf(times, one + more + 1, one)),
  );
}

/** The session as it was: what a reader of its table would have seen. */
function asRaced(copies: Copies): readonly string[] {
  const judgements = judgeTogether(pairsOf(copies.times), CONFIDENCE);
  const ratios = judgements.map(({ ratio }) => Math.max(ratio, 1 / ratio));
  const holding = judgements.filter(({ interval }) => interval.low <= 1 && 1 <= interval.high).length;
  return [
    copies.scenario,
    copies.title,
    String(copies.times.length),
    String(blocksOf(copies)),
    `${((Math.max(...ratios) - 1) * 100).toFixed(2)} %`,
    `${holding} of ${judgements.length}`,
    `${judgements.filter(({ toldApart }) => toldApart).length} of ${judgements.length}`,
  ];
}

/** Some of the blocks in their order, the names dealt out anew in each: what the names do is gone, the noise is not. */
function reshuffled({ times }: Copies, blocks: number, { random }: Source): LogTimes {
  const all = (times[0] ?? []).map((_, block) => block);
  const chosen = shuffled(all, random)
    .slice(0, blocks)
    .toSorted((left, right) => left - right);
  const dealt = chosen.map((block) =>
    shuffled(
      times.map((each) => each[block] ?? 0),
      random,
    ),
  );
  return times.map((_, row) => dealt.map((each) => each[row] ?? 0));
}

function shuffledRows(copies: Copies, { seed, sessions }: StudyOptions): readonly (readonly string[])[] {
  const counts = BLOCK_COUNTS.filter((blocks) => blocks <= blocksOf(copies));
  return counts.map((blocks) => {
    const source = sourceFor(seed, 'runs', copies.scenario, copies.title, blocks);
    const tally = new Tally();
    for (let session = 0; session < sessions; session += 1) {
      const times = reshuffled(copies, blocks, source);
      const sorted = logRatiosOf(times, 1, 0).toSorted((left, right) => left - right);
      const interval = medianInterval(sorted);
      tally.count('holds', interval !== null && interval.low <= 0 && 0 <= interval.high);
      tally.count(
        'alarm',
        judgeTogether(pairsOf(times), CONFIDENCE).some(({ toldApart }) => toldApart),
      );
    }
    const [holds, alarm] = ['holds', 'alarm'].map((name) => percentOf(tally.rate(name)));
    return [copies.scenario, copies.title, String(blocks), holds ?? '', alarm ?? ''];
  });
}

/** The same questions as by simulation, put to stored runs in which the truth is known: copies are equally fast. */
export async function runsStudy(folder: string, options: StudyOptions): Promise<string> {
  const { session, runs } = await readResults(folder);
  const groups = copiesIn(session, runs).filter((copies) => blocksOf(copies) >= LEAST_VALUES);
  if (groups.length === 0) {
    return `${folder} has no variants of the same title with ${LEAST_VALUES} blocks in which all were ok.\n`;
  }
  const { cpuModel, cores, kernel } = session.provenance.machine;
  const where = `${cpuModel ?? 'unknown processor'}, ${cores} cores, ${kernel}, seed ${session.seed}.`;
  const drawn = `${options.sessions.toLocaleString('en')} times some of the blocks were drawn and the names dealt out anew in each. The draws are of the same runs, so their own error is larger than their number says.`;
  return [
    section(
      'Copies of one program, as they were raced',
      `${where} The largest ratio of any two, the intervals that hold 1, and the pairs that were told apart.`,
      markdownTable(
        ['scenario', 'program', 'copies', 'blocks', 'largest difference', 'intervals hold', 'told apart'],
        groups.map(asRaced),
      ),
    ),
    section(
      'The same runs under shuffled names',
      `${drawn} In %: intervals of one pair that hold 1, and sessions in which any two copies were told apart.`,
      markdownTable(
        ['scenario', 'program', 'n', 'interval holds', 'false difference'],
        groups.flatMap((copies) => shuffledRows(copies, options)),
      ),
    ),
  ].join('\n');
}
