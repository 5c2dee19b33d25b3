import type { Ratio } from '@fairfetch/contract';
import { distributionOf } from './distribution.ts';

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

/** exp of the median log ratio; null where the two were never ok in one block. */
export function pairedRatio(times: TimesByBlock, reference: TimesByBlock): Ratio | null {
  const logRatios = distributionOf(pairedLogRatios(times, reference));
  return logRatios && { ratio: Math.exp(logRatios.median), pairs: logRatios.n };
}
