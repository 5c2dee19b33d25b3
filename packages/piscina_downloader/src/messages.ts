import type { DownloadRecord } from '@fairfetch/contract';
import type { PlannedJob } from '@fairfetch/downloader';

/** To a worker: jobs, in batches; null says that there are no more. */
export type JobsMessage = readonly PlannedJob[] | null;

/** From a worker: the records of downloads that ended in one turn of its event loop. */
export type RecordsMessage = readonly DownloadRecord[];
