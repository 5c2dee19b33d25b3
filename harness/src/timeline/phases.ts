import type { Phases, ProcessUsage } from '@fairfetch/contract';
import type { Truth } from '../run/index.ts';
import { slotTimeOf } from './slot-time.ts';
import { connectionsOf, requestsOf } from './spans.ts';

export interface PhasesOf {
  readonly process: Pick<ProcessUsage, 'startNs' | 'endNs'>;
  readonly truth: Truth;
  /** Downloads the run might have in flight. */
  readonly slots: number;
  /** All it was to make. */
  readonly downloads: number;
}

/**
 * Where the time of one run went, in nanoseconds. Launcher and origin read the same clock, so the parts add up:
 *
 *   start-up (process start to first request) + inside (to the last byte) + tail (to the end of the process) = wall
 *
 * and inside is shared out by slots as in slot-time.ts. A last byte that the origin counted after the process had ended
 * is taken to have left at its end. Null where no request came, or none before the end: then there is nothing to tell.
 */
export function phasesOf({ process: { startNs, endNs }, truth, slots, downloads }: PhasesOf): Phases | null {
  const { firstRequestNs, lastByteNs } = truth;
  if (firstRequestNs === null || lastByteNs === null) return null;
  if (firstRequestNs < startNs || firstRequestNs > endNs) return null;
  const untilNs = Math.min(Math.max(lastByteNs, firstRequestNs), endNs);
  const seen = { connections: connectionsOf(truth), requests: requestsOf(truth) };
  const frame = { fromNs: firstRequestNs, untilNs, slots: Math.max(1, slots), downloads };
  return {
    startUpNs: firstRequestNs - startNs,
    insideNs: untilNs - firstRequestNs,
    tailNs: endNs - untilNs,
    slots: frame.slots,
    ...slotTimeOf(seen, frame),
  };
}
