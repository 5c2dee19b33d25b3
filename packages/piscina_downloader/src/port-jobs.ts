import type { MessagePort } from 'node:worker_threads';
import type { JobSource, PlannedJob, StopSignalName } from '@fairfetch/downloader';
import type { ToWorker } from './messages.ts';

/** Jobs that come through a port, and the word to stop. */
export class PortJobs implements JobSource {
  #waiting: PlannedJob[] = [];
  #next = 0;
  #hasEnded = false;
  #wanted: ((job: PlannedJob | undefined) => void)[] = [];

  constructor(port: MessagePort, onStop: (signal: StopSignalName) => void) {
    port.on('message', (message: ToWorker) => {
      if (typeof message === 'string') {
        onStop(message);
        return;
      }
      if (message === null) this.#hasEnded = true;
      else this.#add(message);
      this.#serve();
    });
  }

  take(): PlannedJob | undefined | Promise<PlannedJob | undefined> {
    if (this.#next < this.#waiting.length || this.#hasEnded) return this.#takeNow();
    return new Promise((resolve) => {
      this.#wanted.push(resolve);
    });
  }

  /** What had been read in the main thread, and is under way in no slot yet. */
  stop(): readonly PlannedJob[] {
    const left = this.#waiting.slice(this.#next);
    this.#waiting = [];
    this.#next = 0;
    return left;
  }

  #add(jobs: readonly PlannedJob[]): void {
    this.#waiting = [...this.#waiting.slice(this.#next), ...jobs];
    this.#next = 0;
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
