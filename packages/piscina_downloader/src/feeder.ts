import type { MessagePort } from 'node:worker_threads';
import type { DownloadRecord } from '@fairfetch/contract';
import type { JobSource, PlannedJob } from '@fairfetch/downloader';
import type { JobsMessage, RecordsMessage } from './messages.ts';

/** Downloads shorter than this end faster than the next job comes over from the main thread. */
const QUICK_NS = 10_000_000;

/**
 * Keeps one worker in jobs: as many as it may have in flight, and as many again waiting at its side where they are
 * quick. Long ones are never handed out ahead: they would wait behind others while another worker has nothing to do.
 */
export class Feeder {
  /** Settles when the worker has sent a record for every job it was given, and there are no more. */
  readonly done: Promise<void>;
  readonly #port: MessagePort;
  readonly #jobs: JobSource;
  readonly #concurrency: number;
  #mostOut: number;
  #out = 0;
  #isFilling = false;
  #hasEnded = false;
  #settle: (() => void) | undefined;
  #fail: ((error: unknown) => void) | undefined;

  constructor(
    port: MessagePort,
    concurrency: number,
    jobs: JobSource,
    onEnd: (record: DownloadRecord) => void,
  ) {
    this.#port = port;
    this.#jobs = jobs;
    this.#concurrency = concurrency;
    this.#mostOut = concurrency;
    this.done = new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
    });
    port.on('message', (records: RecordsMessage) => {
      for (const record of records) onEnd(record);
      this.#out -= records.length;
      this.#mostOut = this.#concurrency * (areQuick(records) ? 2 : 1);
      void this.#refill();
    });
    void this.#refill();
  }

  async #refill(): Promise<void> {
    if (this.#isFilling) return;
    this.#isFilling = true;
    try {
      await this.#fill();
    } catch (error) {
      this.#fail?.(error);
    }
    this.#isFilling = false;
    if (this.#hasEnded && this.#out === 0) this.#settle?.();
  }

  async #fill(): Promise<void> {
    let batch: PlannedJob[] = [];
    if (this.#hasEnded) return;
    while (!this.#hasEnded && this.#out < this.#mostOut) {
      let job = this.#jobs.take();
      if (job instanceof Promise) {
        // What is there already must not wait for input that is slow to come.
        if (batch.length > 0) this.#send(batch);
        batch = [];
        job = await job;
      }
      if (job === undefined) {
        this.#hasEnded = true;
      } else {
        batch.push(job);
        this.#out += 1;
      }
    }
    if (batch.length > 0) this.#send(batch);
    if (this.#hasEnded) this.#send(null);
  }

  #send(message: JobsMessage): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    this.#port.postMessage(message);
  }
}

function areQuick(records: readonly DownloadRecord[]): boolean {
  return records.every(({ startNs, endNs }) => endNs - startNs < QUICK_NS);
}
