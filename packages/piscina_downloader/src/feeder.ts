import type { MessagePort } from 'node:worker_threads';
import type { DownloadRecord } from '@fairfetch/contract';
import {
  cancelUnbegun,
  MOST_WAITING,
  stopFailure,
  type JobSource,
  type PlannedJob,
  type RunContext,
  type StopSignalName,
} from '@fairfetch/downloader';
import type { FromWorker, ToWorker } from './messages.ts';

/** Downloads shorter than this end faster than the next job comes over from the main thread. */
const QUICK_NS = 10_000_000;

export interface FeederContext extends Pick<RunContext, 'tally' | 'clock' | 'stop'> {
  readonly onEnd: (record: DownloadRecord) => void;
  /** Fewer downloads wait for their next attempt than before. */
  readonly onRoom: () => void;
}

/**
 * Keeps one worker in jobs: as many as it may have in flight, and as many again waiting at its side where they are
 * quick. Long ones are never handed out ahead: they would wait behind others while another worker has nothing to do.
 * Those that wait for their next attempt do not count, but while too many of them wait in all workers no job is read.
 */
export class Feeder {
  /** Settles when the worker has sent a record for every job it was given, and there are no more. */
  readonly done: Promise<void>;
  readonly #port: MessagePort;
  readonly #jobs: JobSource;
  readonly #concurrency: number;
  readonly #context: FeederContext;
  #mostOut: number;
  /** Jobs at the worker, and how many of these wait outside its slots. */
  #out = 0;
  #waiting = 0;
  #isFilling = false;
  #hasEnded = false;
  #hasToldEnd = false;
  #readError: unknown;
  readonly #settled = Promise.withResolvers<void>();

  constructor(port: MessagePort, concurrency: number, jobs: JobSource, context: FeederContext) {
    this.#port = port;
    this.#jobs = jobs;
    this.#concurrency = concurrency;
    this.#context = context;
    this.#mostOut = concurrency;
    this.done = this.#settled.promise;
    port.on('message', (message: FromWorker) => this.#take(message));
    context.stop.onRequest((signal) => this.#stop(signal));
    void this.refill();
  }

  /** Looks whether the worker can have more: another one's news may be the reason. */
  async refill(): Promise<void> {
    if (!this.#isFilling) {
      this.#isFilling = true;
      try {
        await this.#fill();
      } catch (error) {
        // The input broke off: what has been read is carried out all the same.
        this.#readError = error;
        this.#hasEnded = true;
      }
      this.#isFilling = false;
      this.#tellEnd();
    }
    this.#settle();
  }

  #take({ records, waiting }: FromWorker): void {
    for (const record of records) this.#context.onEnd(record);
    this.#out -= records.length;
    this.#waiting += waiting;
    if (records.length > 0) this.#mostOut = this.#concurrency * (areQuick(records) ? 2 : 1);
    if (waiting < 0) this.#context.onRoom();
    else void this.refill();
  }

  async #fill(): Promise<void> {
    let batch: PlannedJob[] = [];
    while (this.#mayHaveMore()) {
      let job = this.#jobs.take();
      if (job instanceof Promise) {
        // What is there already must not wait for input that is slow to come.
        this.#give(batch);
        batch = [];
        job = await job;
      }
      const { signal } = this.#context.stop;
      if (job === undefined) {
        this.#hasEnded = true;
      } else if (signal !== undefined) {
        this.#context.onEnd(cancelUnbegun(job, stopFailure(signal), this.#context));
      } else {
        batch.push(job);
        this.#out += 1;
      }
    }
    this.#give(batch);
  }

  #mayHaveMore(): boolean {
    if (this.#hasEnded || this.#out - this.#waiting >= this.#mostOut) return false;
    return this.#context.tally.retrying.value < MOST_WAITING;
  }

  #give(batch: readonly PlannedJob[]): void {
    if (batch.length > 0) this.#send(batch);
  }

  #stop(signal: StopSignalName): void {
    this.#hasEnded = true;
    this.#jobs.stop();
    this.#send(signal);
    this.#tellEnd();
    this.#settle();
  }

  #tellEnd(): void {
    if (!this.#hasEnded || this.#hasToldEnd) return;
    this.#hasToldEnd = true;
    this.#send(null);
  }

  #settle(): void {
    if (!this.#hasEnded || this.#out > 0) return;
    if (this.#readError === undefined) this.#settled.resolve();
    else this.#settled.reject(this.#readError);
  }

  #send(message: ToWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    this.#port.postMessage(message);
  }
}

function areQuick(records: readonly DownloadRecord[]): boolean {
  return records.every(({ startNs, endNs }) => endNs - startNs < QUICK_NS);
}
