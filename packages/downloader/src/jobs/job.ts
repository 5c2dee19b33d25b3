import type { DownloadFailure } from '../failures/failure.ts';

/** A job whose URL holds and whose name is taken. Plain data, so that it can be sent to another thread. */
export interface PlannedJob {
  readonly index: number;
  readonly line?: number | undefined;
  readonly url: string;
  /** Relative to the output folder. */
  readonly path: string;
  readonly sha256?: string | undefined;
  readonly bytes?: number | undefined;
}

/** A line that is no job, or a job that may not have its path: one failed download, without an attempt. */
export interface RefusedJob {
  readonly index: number;
  readonly line?: number | undefined;
  readonly url?: string;
  readonly path?: string;
  readonly failure: DownloadFailure;
}

/** Jobs one at a time: the next, a promise of it, or undefined when there are no more. */
export interface JobSource {
  take(): PlannedJob | undefined | Promise<PlannedJob | undefined>;
  /** After a signal: no more are read; what had been read and was not taken. */
  stop(): readonly PlannedJob[];
}

/** A job as it is read. Within its thread it keeps its parsed URL, which is half the work of reading it. */
export class ReadJob implements PlannedJob {
  readonly index: number;
  readonly line: number | undefined;
  readonly url: string;
  readonly path: string;
  readonly sha256: string | undefined;
  readonly bytes: number | undefined;
  readonly #parsedUrl: URL;

  constructor(
    place: Pick<PlannedJob, 'index' | 'line' | 'path'>,
    url: URL,
    claims: Pick<PlannedJob, 'sha256' | 'bytes'>,
  ) {
    this.index = place.index;
    this.line = place.line;
    this.url = url.href;
    this.path = place.path;
    this.sha256 = claims.sha256;
    this.bytes = claims.bytes;
    this.#parsedUrl = url;
  }

  static parsedUrlOf(job: PlannedJob): URL {
    return #parsedUrl in job ? job.#parsedUrl : new URL(job.url);
  }
}

/** Parsed anew where the job has come from another thread. */
export function parsedUrlOf(job: PlannedJob): URL {
  return ReadJob.parsedUrlOf(job);
}
