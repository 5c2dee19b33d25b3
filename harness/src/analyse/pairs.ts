import type { Interval } from '@fairfetch/contract';
import { quantile } from './distribution.ts';
import { medianInterval } from './interval.ts';

/** Wall time, in nanoseconds, of each block in which the run was ok. */
export type TimesByBlock = ReadonlyMap<number, number>;

/**
 * log(time / reference's time) for every block in which both were ok. Runs of one block are minutes closer to each other
 * than the session is long, so what slows the machine for a while divides out (paired comparison; Kalibera and Jones,
 * "Rigorous benchmarking in reasonable time", ISMM 2013). A time of 0 has no logarithm and makes no pair.
 */
export function pairedLogRatios(times: TimesByBlock, reference: TimesByBlock): readonly number[] {
  return [...times].flatMap(([block, wallNs]) => {
    const referenceNs = reference.get(block) ?? 0;
    return wallNs > 0 && referenceNs > 0 ? [Math.log(wallNs / referenceNs)] : [];
  });
}

export interface PairedRatio {
  /** exp of the median log ratio. */
  readonly ratio: number;
  /** exp of the interval for the median log ratio; null: too few pairs. */
  readonly interval: Interval | null;
}

/** Of at least one log ratio. */
export function ratioOf(logRatios: readonly number[], confidence: number): PairedRatio {
  const sorted = logRatios.toSorted((left, right) => left - right);
  const interval = medianInterval(sorted, confidence);
  return {
    ratio: Math.exp(quantile(sorted, 0.5)),
    interval: interval && {
      low: Math.exp(interval.low),
      high: Math.exp(interval.high),
      confidence: interval.confidence,
    },
  };
}

/** How far an interval reaches to either side, as a share: 0.03 for 0.97 to 1.03. */
export function halfWidthOf({ low, high }: Interval): number {
  return Math.sqrt(high / low) - 1;
}
