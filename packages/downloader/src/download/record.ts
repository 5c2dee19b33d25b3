import type { DownloadRecord, RecordError } from '@fairfetch/contract';
import type { Tally } from '../counter.ts';
import type { DownloadFailure } from '../failures/failure.ts';
import type { PlannedJob, RefusedJob } from '../jobs/job.ts';
import { maskCredentials } from '../masking.ts';

/** Nanoseconds since the zero of the run, on the monotonic clock. */
export type Clock = () => number;

/** @param zeroNs on process.hrtime, which all threads of a process share */
export function startClock(zeroNs: bigint = process.hrtime.bigint()): Clock {
  return () => Number(process.hrtime.bigint() - zeroNs);
}

/** The record of a job for which nothing was begun. */
export function refusedRecord(
  { index, line, url, path, failure }: RefusedJob,
  nowNs: number,
): DownloadRecord {
  return {
    index,
    ...(url !== undefined && { url: maskCredentials(url) }),
    ...(path !== undefined && { path }),
    state: failure.code === 'cancelled' ? 'cancelled' : 'failed',
    startNs: nowNs,
    endNs: nowNs,
    error: recordError(url ?? (line === undefined ? 'job' : `line ${line}`), failure, line),
  };
}

/** Counts a job that was read and never begun as cut off. */
export function cancelUnbegun(
  job: PlannedJob,
  stopped: DownloadFailure,
  { tally, clock }: { readonly tally: Tally; readonly clock: Clock },
): DownloadRecord {
  tally.cancelled.add(1);
  tally.errors(stopped.code).add(1);
  return refusedRecord({ ...job, failure: stopped }, clock());
}

export function recordError(url: string, failure: DownloadFailure, line: number | undefined): RecordError {
  const message = maskCredentials(`${url}: ${failure.message}`);
  return { code: failure.code, message, ...(line !== undefined && { line }) };
}
