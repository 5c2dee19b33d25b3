import type { Comparison } from '@fairfetch/contract';
import { detectableRatio, levelsOf } from './detectable.ts';
import type { Entry } from './entry.ts';
import { LEAST_VALUES } from './interval.ts';
import { judgeTogether } from './judge.ts';
import { letterDisplay } from './letters.ts';
import { pairedLogRatios } from './pairs.ts';
import { wallTimes } from './times.ts';

interface Pair {
  readonly left: string;
  readonly right: string;
  readonly logRatios: readonly number[];
}

/** Every two entries with enough blocks in common, in the order of the entries, but for two whose time is not theirs. */
function pairsOf(entries: readonly Entry[], limited: ReadonlySet<string>): readonly Pair[] {
  const timed = entries.map((entry) => ({ id: entry.id, times: wallTimes(entry) }));
  return timed.flatMap((left, index) =>
    timed.slice(index + 1).flatMap((right) => {
      if (limited.has(left.id) && limited.has(right.id)) return [];
      const logRatios = pairedLogRatios(right.times, left.times);
      return logRatios.length < LEAST_VALUES ? [] : [{ left: left.id, right: right.id, logRatios }];
    }),
  );
}

/**
 * All comparisons of a scenario that can be made. `entries` are sorted by time; rows of which the origin or the disk sets
 * the time are `limited` and not compared with each other.
 */
export function comparisonsOf(
  entries: readonly Entry[],
  confidence: number,
  limited: ReadonlySet<string> = new Set(),
): readonly Comparison[] {
  const pairs = pairsOf(entries, limited);
  const judgements = judgeTogether(
    pairs.map(({ logRatios }) => logRatios),
    confidence,
  );
  const levels = levelsOf(judgements, 1 - confidence);
  return judgements.map((judgement, index) => {
    const { left, right, logRatios } = pairs[index] as Pair;
    const detectable = detectableRatio(logRatios, judgement, levels[index] as number);
    return Object.assign({ left, right }, judgement, { detectable });
  });
}

/**
 * The letters of each row by its name; a row that was compared with no other has none, but rows that are `limited` share
 * one, compared or not.
 */
export function lettersOf(
  entries: readonly Entry[],
  comparisons: readonly Comparison[],
  limited: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, readonly string[]> {
  const compared = new Set([
    ...comparisons.flatMap(({ left, right }) => [left, right]),
    ...(limited.size > 1 ? limited : []),
  ]);
  const ids = entries.map(({ id }) => id).filter((id) => compared.has(id));
  const apart = comparisons
    .filter(({ toldApart }) => toldApart)
    .map(({ left, right }) => [ids.indexOf(left), ids.indexOf(right)] as const);
  const letters = letterDisplay(ids.length, apart);
  return new Map(ids.map((id, index) => [id, letters[index] ?? []]));
}
