import type { Entry } from './entry.ts';
import { stateOf, wallOf } from './row.ts';

const NEVER = Number.POSITIVE_INFINITY;
const LAST = { ok: 0, partial: 0, failed: 1, 'not-run': 2 } as const;

const medianWallNs = (entry: Entry): number => wallOf(entry)?.median ?? NEVER;

/** By median time; then those that failed in every run, then those that did not run; equals by name. */
export function sortedByTime(entries: readonly Entry[]): readonly Entry[] {
  return entries
    .map((entry) => ({ entry, wallNs: medianWallNs(entry), last: LAST[stateOf(entry)] }))
    .toSorted(
      (left, right) =>
        left.last - right.last ||
        // Two rows without a time are equal here: the difference of two infinities is not a number.
        (left.wallNs === right.wallNs ? 0 : left.wallNs - right.wallNs) ||
        (left.entry.id < right.entry.id ? -1 : 1),
    )
    .map(({ entry }) => entry);
}

/**
 * The entry all others are compared with: the least median time among those whose every counted run was ok. Where there
 * is none, among those that were ok in part; null where no run was ok.
 */
export function fastestOf(sorted: readonly Entry[]): Entry | null {
  const timed = sorted.filter((entry) => wallOf(entry) !== null);
  return timed.find((entry) => stateOf(entry) === 'ok') ?? timed[0] ?? null;
}
