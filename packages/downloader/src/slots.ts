import type { DownloadRecord } from '@fairfetch/contract';
import type { JobSource, PlannedJob } from './jobs.ts';

/** Carries out one job and tells of its end, once, perhaps before it returns. */
export type StartDownload = (job: PlannedJob, end: (record: DownloadRecord) => void) => void;

/**
 * Keeps `concurrency` downloads in flight, each in a slot of its own that asks for a job when it has none: a job is
 * read only when there is room for it. Callbacks, and not promises, so that a slot asks for its next file within the
 * very call that ended the last.
 */
export function runSlots(
  concurrency: number,
  jobs: JobSource,
  start: StartDownload,
  onEnd: (record: DownloadRecord) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let open = concurrency;
    const close = (): void => {
      open -= 1;
      if (open === 0) resolve();
    };
    for (let slot = 0; slot < concurrency; slot += 1) runSlot(jobs, start, onEnd, close, reject);
  });
}

function runSlot(
  jobs: JobSource,
  start: StartDownload,
  onEnd: (record: DownloadRecord) => void,
  close: () => void,
  fail: (error: unknown) => void,
): void {
  let isStarting = false;
  let isFree = true;
  const end = (record: DownloadRecord): void => {
    isFree = true;
    try {
      onEnd(record);
    } catch (error) {
      fail(error);
      return;
    }
    advance();
  };
  const give = (job: PlannedJob | undefined): void => {
    if (job === undefined) close();
    else start(job, end);
  };
  const advance = (): void => {
    // A download that ends before start() returns must not lead deeper and deeper into the stack.
    if (isStarting) return;
    isStarting = true;
    try {
      while (isFree) {
        isFree = false;
        const job = jobs.take();
        if (job instanceof Promise) job.then(give).catch(fail);
        else give(job);
      }
    } catch (error) {
      fail(error);
    }
    isStarting = false;
  };
  advance();
}
