import type { MessagePort } from 'node:worker_threads';
import type { JobSource, PlannedJob } from '@fairfetch/downloader';
import type { JobsMessage } from './messages.ts';

/** Jobs that come through a port. */
export class PortJobs implements JobSource {
  #waiting: PlannedJob[] = [];
  #next = 0;
  #hasEnded = false;
  #wanted: ((job: PlannedJob | undefined) => void)[] = [];

  constructor(port: MessagePort) {
    port.on('message', (message: JobsMessage) => {
      if (message === null) this.#hasEnded = true;
      else this.#waiting = [...this.#waiting.slice(this.#next), ...message];
      if (message !== null) this.#next = 0;
      this.#serve();
    });
  }

  take(): PlannedJob | undefined | Promise<PlannedJob | undefined> {
    if (this.#next < this.#waiting.length || this.#hasEnded) return this.#takeNow();
    return new Promise((resolve) => {
      this.#wanted.push(resolve);
    });
  }

  #takeNow(): PlannedJob | undefined {
    const job = this.#waiting[this.#next];
    if (job !== undefined) this.#next += 1;
    return job;
  }

  #serve(): void {
    while (this.#wanted.length > 0 && (this.#next < this.#waiting.length || this.#hasEnded)) {
      this.#wanted.shift()?.(this.#takeNow());
    }
  }
}
