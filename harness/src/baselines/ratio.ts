import type { Interval } from '@fairfetch/contract';
import { quantile } from '../analyse/index.ts';
import { CONFIDENCE, medianInterval } from '../analyse/interval.ts';

export interface MedianRatio {
  readonly ratio: number;
  /** null: too few values. */
  readonly interval: Interval | null;
}

const sortedOf = (values: readonly number[]): readonly number[] =>
  values.toSorted((left, right) => left - right);

/**
 * Median of one sample over that of another, all values above 0, neither empty. Its interval is of the ends of the two
 * medians' own intervals by order statistics, each with half of the error: it holds the ratio at least as often as it says
 * (Bonferroni's inequality), whatever the two distributions are, alike or not. One that assumed that they differ by a
 * factor alone (Bauer, Journal of the American Statistical Association 67, 1972) would be narrower.
 */
export function medianRatio(
  stored: readonly number[],
  now: readonly number[],
  confidence = CONFIDENCE,
): MedianRatio {
  const [before, after] = [sortedOf(stored), sortedOf(now)];
  const ratio = quantile(after, 0.5) / quantile(before, 0.5);
  const each = 1 - (1 - confidence) / 2;
  const [below, above] = [medianInterval(before, each), medianInterval(after, each)];
  if (below === null || above === null) return { ratio, interval: null };
  return {
    ratio,
    interval: {
      low: above.low / below.high,
      high: above.high / below.low,
      confidence: 1 - (1 - below.confidence) - (1 - above.confidence),
    },
  };
}
