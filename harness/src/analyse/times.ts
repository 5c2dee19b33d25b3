import type { Entry } from './entry.ts';
import type { TimesByBlock } from './pairs.ts';

/** Of the runs that were ok and have a process: a failed run is never a time. */
export function wallTimes({ ok }: Entry): TimesByBlock {
  return new Map(ok.flatMap(({ block, process }) => (process ? [[block, process.wallNs] as const] : [])));
}
