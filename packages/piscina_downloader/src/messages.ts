import type { DownloadRecord } from '@fairfetch/contract';
import type { PlannedJob, StopSignalName } from '@fairfetch/downloader';

/** To a worker: jobs, in batches; null says that there are no more; a signal, that what is under way is to be cut off. */
export type ToWorker = readonly PlannedJob[] | null | StopSignalName;

/** From a worker: what has happened in one turn of its event loop. */
export interface FromWorker {
  /** Of downloads that ended. */
  readonly records: readonly DownloadRecord[];
  /** So many downloads more, or fewer, wait outside its slots for their next attempt. */
  readonly waiting: number;
}
