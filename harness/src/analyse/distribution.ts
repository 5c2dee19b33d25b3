import type { Distribution } from '@fairfetch/contract';
import { medianInterval } from './interval.ts';

/**
 * Quantile of sorted values by linear interpolation between order statistics: type 7 of Hyndman and Fan, "Sample
 * quantiles in statistical packages", The American Statistician 50 (1996); the default of R and NumPy.
 * `sorted` must not be empty.
 */
export function quantile(sorted: readonly number[], probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (position - below) * (high - low);
}

/** Median, its interval and quartiles in the unit of the values; null where there is no value, never 0. */
export function distributionOf(values: readonly number[], confidence?: number): Distribution | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((left, right) => left - right);
  return {
    median: quantile(sorted, 0.5),
    interval: medianInterval(sorted, confidence),
    quartiles: { low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) },
    n: sorted.length,
  };
}
