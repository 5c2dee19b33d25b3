import type { Comparison } from '@fairfetch/contract';
import type { Entry } from './entry.ts';
import { holmAdjusted } from './holm.ts';
import { LEAST_VALUES } from './interval.ts';
import { letterDisplay } from './letters.ts';
import { differencePValue } from './paired-test.ts';
import { pairedLogRatios, ratioOf } from './pairs.ts';
import { wallTimes } from './times.ts';

/**
 * Two rows nearer than this are not told apart, however sure a difference is: what a program's name, the length of its
 * path or the layout of its memory does to its time is of that order (Mytkowicz et al., ASPLOS 2009), and nobody chooses
 * a downloader for it.
 */
export const PRACTICAL_RATIO = 1.02;

interface Pair {
  readonly left: Entry;
  readonly right: Entry;
  readonly logRatios: readonly number[];
}

/** Every two entries with enough blocks in common, in the order of the entries. */
function pairsOf(entries: readonly Entry[]): readonly Pair[] {
  const timed = entries.map((entry) => ({ entry, times: wallTimes(entry) }));
  return timed.flatMap((left, index) =>
    timed.slice(index + 1).flatMap((right) => {
      const logRatios = pairedLogRatios(right.times, left.times);
      return logRatios.length < LEAST_VALUES ? [] : [{ left: left.entry, right: right.entry, logRatios }];
    }),
  );
}

const isPastThreshold = (ratio: number): boolean => Math.max(ratio, 1 / ratio) >= PRACTICAL_RATIO;

/** All comparisons of a scenario that can be made. `entries` are sorted by time. */
export function comparisonsOf(entries: readonly Entry[], confidence: number): readonly Comparison[] {
  const pairs = pairsOf(entries);
  const pValues = pairs.map(({ logRatios }) => differencePValue(logRatios));
  const adjusted = holmAdjusted(pValues);
  return pairs.flatMap(({ left, right, logRatios }, index) => {
    const { ratio, interval } = ratioOf(logRatios, confidence);
    if (interval === null) return [];
    const holmPValue = adjusted[index] as number;
    const excludesOne = interval.low > 1 || interval.high < 1;
    return [
      {
        left: left.id,
        right: right.id,
        ratio,
        interval,
        pairs: logRatios.length,
        pValue: pValues[index] as number,
        holmPValue,
        toldApart: holmPValue <= 1 - confidence && excludesOne && isPastThreshold(ratio),
      },
    ];
  });
}

/** The letters of each row by its name; a row that was compared with no other has none. */
export function lettersOf(
  entries: readonly Entry[],
  comparisons: readonly Comparison[],
): ReadonlyMap<string, readonly string[]> {
  const compared = new Set(comparisons.flatMap(({ left, right }) => [left, right]));
  const ids = entries.map(({ id }) => id).filter((id) => compared.has(id));
  const apart = comparisons
    .filter(({ toldApart }) => toldApart)
    .map(({ left, right }) => [ids.indexOf(left), ids.indexOf(right)] as const);
  const letters = letterDisplay(ids.length, apart);
  return new Map(ids.map((id, index) => [id, letters[index] ?? []]));
}
