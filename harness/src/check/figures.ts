import type { CheckFigure, StoredRun } from '@fairfetch/contract';
import { distributionOf } from '../analyse/index.ts';

/** One arm's values; null where there are none, never 0. */
export function figureOf(values: readonly (number | null)[]): CheckFigure | null {
  const known = values.filter((value) => value !== null);
  const spread = distributionOf(known);
  if (spread === null) return null;
  const { median, interval, n } = spread;
  return {
    median,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    least: known.reduce((least, value) => Math.min(least, value)),
    most: known.reduce((most, value) => Math.max(most, value)),
    count: n,
  };
}

/** Of the runs that have it. */
export function medianOf(
  runs: readonly StoredRun[],
  value: (run: StoredRun) => number | undefined,
): number | null {
  return distributionOf(runs.map(value).filter((each) => each !== undefined))?.median ?? null;
}
