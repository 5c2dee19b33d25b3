import type { NoiseModel, Source } from '../noise.ts';
import { Tally } from '../rates.ts';
import type { StudyOptions } from '../study.ts';
import { mannWhitneyPValue } from './mann-whitney.ts';
import type { UsualRecord } from './record.ts';
import { blockStream, COMPARISONS, sourceFor } from './simulate.ts';

/** Runs of each program, where a rule takes more than one. */
const RUNS = 20;
const MORE = 0.1;
const ALPHA = 0.05;
/** Standard deviation of the log by which a machine is not the one it was when the baseline was stored. */
const BETWEEN_SESSIONS = 0.1;

/** One comparison as the usual rules see it: times, and the same noise run in batches. */
interface Seen {
  readonly base: readonly number[];
  readonly candidate: readonly number[];
  readonly batchBase: readonly number[];
  readonly batchCandidate: readonly number[];
  readonly stored: readonly number[];
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const isMore = (candidate: number, base: number): boolean => candidate > base * (1 + MORE);

const RULES: readonly { readonly name: string; readonly isAlarm: (seen: Seen) => boolean }[] = [
  {
    name: 'one run each, 10 % slower',
    isAlarm: ({ base, candidate }) => isMore(candidate[0] as number, base[0] as number),
  },
  {
    name: `means of ${RUNS}, 10 % slower`,
    isAlarm: ({ base, candidate }) => isMore(meanOf(candidate), meanOf(base)),
  },
  {
    name: `Mann-Whitney on batches of ${RUNS}, p < 0.05`,
    isAlarm: ({ batchBase, batchCandidate }) =>
      mannWhitneyPValue(batchCandidate, batchBase) < ALPHA && meanOf(batchCandidate) > meanOf(batchBase),
  },
  {
    name: `stored baseline, means of ${RUNS}, 10 % slower`,
    isAlarm: ({ candidate, stored }) => isMore(meanOf(candidate), meanOf(stored)),
  },
];

function batch(
  model: NoiseModel,
  slower: number,
  source: Source,
): Pick<Seen, 'batchBase' | 'batchCandidate'> {
  const noise = model.start(source);
  const times = Array.from({ length: 2 * RUNS }, (_, run) => noise({ row: 0, time: run / (2 * RUNS) }));
  return {
    batchBase: times.slice(0, RUNS).map((log) => Math.exp(log)),
    batchCandidate: times.slice(RUNS).map((log) => Math.exp(log + slower)),
  };
}

function seenOf(model: NoiseModel, slower: number, source: Source): Seen {
  const draw = blockStream(model, RUNS, slower, source);
  const logs = Array.from({ length: RUNS }, draw);
  const before = blockStream(model, RUNS, 0, source);
  const shift = BETWEEN_SESSIONS * source.normal();
  return {
    candidate: logs.map(([candidate]) => Math.exp(candidate)),
    base: logs.map(([, base]) => Math.exp(base)),
    stored: Array.from({ length: RUNS }, () => Math.exp(before()[1] + shift)),
    ...batch(model, slower, source),
  };
}

/** What is usually done, on the same noise: sessions in which nothing differs, and candidates 10 % slower. */
export function usualStudy(model: NoiseModel, { seed, sessions }: StudyOptions): readonly UsualRecord[] {
  const source = sourceFor(seed, 'usual', model.name);
  const tally = new Tally();
  for (let session = 0; session < sessions; session += 1) {
    const quiet = Array.from({ length: COMPARISONS }, () => seenOf(model, 0, source));
    const slow = seenOf(model, Math.log1p(MORE), source);
    for (const { name, isAlarm } of RULES) {
      const alarms = quiet.map((seen) => isAlarm(seen));
      for (const alarm of alarms) tally.count(`${name} comparison`, alarm);
      tally.count(`${name} session`, alarms.includes(true));
      tally.count(`${name} found`, isAlarm(slow));
    }
  }
  return RULES.map(({ name }) => ({
    noise: model.name,
    rule: name,
    falseSessions: tally.rate(`${name} session`),
    falseComparisons: tally.rate(`${name} comparison`),
    found: tally.rate(`${name} found`),
  }));
}
