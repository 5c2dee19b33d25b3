import { copyFileSync, linkSync } from 'node:fs';
import type { DownloadRecord } from '@fairfetch/contract';
import { broken } from './defects.ts';
import type { Job } from './jobs.ts';

/** For the defects that spare the second request of a URL: what the first one came to. */
export class Twins {
  readonly #first = new Map<string, Promise<DownloadRecord>>();

  /**
   * @param place the full path for a job's relative one
   * @param leave gives back the slot of a download that is not made
   */
  async download(
    job: Job,
    place: (path: string) => string,
    run: () => Promise<DownloadRecord>,
    leave: () => void,
  ): Promise<DownloadRecord> {
    if (!broken('hard-links-duplicates') && !broken('one-request-for-duplicates')) return await run();
    const first = this.#first.get(job.url.href);
    if (first === undefined) {
      const running = run();
      this.#first.set(job.url.href, running);
      return await running;
    }
    // Nothing is in flight meanwhile.
    leave();
    const record = await first;
    const [from, to] = [place(record.path ?? ''), place(job.path)];
    if (broken('hard-links-duplicates')) linkSync(from, to);
    else copyFileSync(from, to);
    return { ...record, index: job.index, path: job.path };
  }
}
