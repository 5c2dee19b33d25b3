import type { DownloadRecord } from '@fairfetch/contract';
import type { JobSource, PlannedJob } from './jobs.ts';

/**
 * Keeps `concurrency` downloads in flight: as many loops, each asking for a job when it has none. So a job is read
 * only when there is room for it.
 */
export async function runSlots(
  concurrency: number,
  jobs: JobSource,
  download: (job: PlannedJob) => Promise<DownloadRecord>,
  onEnd: (record: DownloadRecord) => void,
): Promise<void> {
  const slot = async (): Promise<void> => {
    for (;;) {
      const next = jobs.take();
      // Awaiting what is there already would give the turn away for nothing.
      const job = next instanceof Promise ? await next : next;
      if (job === undefined) return;
      onEnd(await download(job));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, slot));
}
