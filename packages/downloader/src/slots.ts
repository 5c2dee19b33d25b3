import type { DownloadRecord } from '@fairfetch/contract';
import { Bag } from './bag.ts';
import type { Tally } from './counter.ts';
import { cancelUnbegun, type Clock } from './download/record.ts';
import type { Task, TaskKeeper } from './download/task.ts';
import { failure, type DownloadFailure } from './failures/failure.ts';
import type { JobSource, PlannedJob } from './jobs/job.ts';

export interface SlotsContext {
  readonly concurrency: number;
  /** --timeout; 0 is none. */
  readonly timeoutS: number;
  readonly tally: Tally;
  readonly clock: Clock;
  /** Makes the task of a job that has got a slot. */
  readonly begin: (job: PlannedJob) => Task;
  readonly onEnd: (record: DownloadRecord) => void;
  /** So many downloads more, or fewer, wait outside the slots. */
  readonly onWaiting?: (change: 1 | -1) => void;
}

/** So many downloads may wait for their next attempt in a run; then no new job is read. */
export const MOST_WAITING = 1024;

/**
 * Keeps `concurrency` downloads in flight: a job is read only when there is room for it. One that waits for its next
 * attempt leaves its slot, and goes ahead of new jobs when the wait is over. Callbacks, and not promises, so that the
 * next file is asked for within the very call that ended the last.
 */
export class Slots implements TaskKeeper {
  readonly #jobs: JobSource;
  readonly #context: SlotsContext;
  #free: number;
  readonly #running = new Bag<Task>();
  /** Tasks that wait, with the timer that ends it. */
  readonly #waiting = new Map<Task, NodeJS.Timeout>();
  /** Tasks whose wait is over. */
  #ready: Task[] = [];
  /** Those that keep their slot though they wait, as too many wait outside. */
  readonly #holding = new Set<Task>();
  readonly #deadlines = new Map<Task, NodeJS.Timeout>();
  #read: PlannedJob | undefined;
  #isReading = false;
  #hasEnded = false;
  #isPumping = false;
  #stoppedBy: DownloadFailure | undefined;
  #readError: unknown;
  readonly #over = Promise.withResolvers<void>();

  constructor(jobs: JobSource, context: SlotsContext) {
    this.#jobs = jobs;
    this.#context = context;
    this.#free = context.concurrency;
  }

  /** Settles when every job has its record, and there are no more. */
  run(): Promise<void> {
    this.#pump();
    return this.#over.promise;
  }

  /** Reads no more and cuts off what is under way; each still gets its record. */
  stop(stoppedBy: DownloadFailure): void {
    if (this.#stoppedBy !== undefined) return;
    this.#stoppedBy = stoppedBy;
    this.#hasEnded = true;
    const unbegun = [...(this.#read === undefined ? [] : [this.#read]), ...this.#jobs.stop()];
    this.#read = undefined;
    for (const job of unbegun) this.#context.onEnd(cancelUnbegun(job, stoppedBy, this.#context));
    const outside = [...this.#waiting.keys(), ...this.#ready].filter((task) => !this.#holding.has(task));
    for (const task of outside) this.#cut(task, stoppedBy);
    for (const task of [...this.#running.items, ...this.#holding]) this.#cut(task, stoppedBy);
    this.#pump();
  }

  #pump(): void {
    // A download that ends before its start returns must not lead deeper and deeper into the stack.
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#free > 0) {
        const task = this.#ready.length > 0 ? this.#takeReady() : this.#takeNew();
        if (task === undefined) break;
        this.#free -= 1;
        this.#start(task);
      }
    } catch (error) {
      this.#over.reject(error);
    }
    this.#isPumping = false;
    this.#settle();
  }

  #settle(): void {
    if (!this.#hasEnded || this.#free < this.#context.concurrency) return;
    if (this.#waiting.size > 0 || this.#ready.length > 0) return;
    if (this.#readError === undefined) this.#over.resolve();
    else this.#over.reject(this.#readError);
  }

  #takeReady(): Task | undefined {
    const task = this.#ready.shift();
    if (task !== undefined) this.#wentIn();
    return task;
  }

  #takeNew(): Task | undefined {
    const read = this.#read;
    this.#read = undefined;
    if (read !== undefined) return this.#begin(read);
    const { tally } = this.#context;
    if (this.#hasEnded || this.#isReading || tally.retrying.value >= MOST_WAITING) return undefined;
    let job: PlannedJob | undefined | Promise<PlannedJob | undefined>;
    try {
      job = this.#jobs.take();
    } catch (error) {
      this.#endReading(error);
      return undefined;
    }
    if (job instanceof Promise) {
      this.#isReading = true;
      job.then(this.#readLater, this.#endReading);
      return undefined;
    }
    if (job !== undefined) return this.#begin(job);
    this.#hasEnded = true;
    return undefined;
  }

  readonly #readLater = (job: PlannedJob | undefined): void => {
    this.#isReading = false;
    if (job === undefined) this.#hasEnded = true;
    else if (this.#stoppedBy === undefined) this.#read = job;
    else this.#context.onEnd(cancelUnbegun(job, this.#stoppedBy, this.#context));
    this.#pump();
  };

  /** The input broke off: what has been read is carried out all the same. */
  readonly #endReading = (error: unknown): void => {
    this.#isReading = false;
    this.#hasEnded = true;
    this.#readError = error;
    this.#pump();
  };

  #begin(job: PlannedJob): Task {
    const { timeoutS, begin } = this.#context;
    const task = begin(job);
    if (timeoutS > 0) {
      const spent = (): void => this.#cut(task, failure('timeout', { seconds: timeoutS }));
      this.#deadlines.set(task, setTimeout(spent, timeoutS * 1000));
    }
    return task;
  }

  #start(task: Task): void {
    this.#running.add(task);
    task.attempt(this);
  }

  over(task: Task, record: DownloadRecord): void {
    this.#running.remove(task);
    this.#free += 1;
    this.#tell(task, record);
    this.#pump();
  }

  wait(task: Task, waitMs: number): void {
    this.#running.remove(task);
    if (this.#stoppedBy !== undefined) {
      this.#free += 1;
      this.#tell(task, task.cut(this.#stoppedBy));
    } else {
      this.#waitOutside(task, waitMs);
    }
    this.#pump();
  }

  #waitOutside(task: Task, waitMs: number): void {
    if (this.#context.tally.retrying.addUpTo(MOST_WAITING)) {
      this.#free += 1;
      this.#context.onWaiting?.(1);
    } else {
      this.#holding.add(task);
    }
    if (waitMs <= 0) this.#goOn(task);
    else
      this.#waiting.set(
        task,
        setTimeout(() => this.#goOn(task), waitMs),
      );
  }

  #goOn(task: Task): void {
    this.#waiting.delete(task);
    if (this.#holding.delete(task)) this.#start(task);
    else this.#ready.push(task);
    this.#pump();
  }

  /** A task that waited outside is in a slot again, or over. */
  #wentIn(): void {
    this.#context.tally.retrying.add(-1);
    this.#context.onWaiting?.(-1);
  }

  #cut(task: Task, cutBy: DownloadFailure): void {
    const record = task.cut(cutBy);
    if (record === undefined) return;
    clearTimeout(this.#waiting.get(task));
    this.#waiting.delete(task);
    this.#ready = this.#ready.filter((other) => other !== task);
    if (this.#holding.delete(task)) this.#free += 1;
    else this.#wentIn();
    this.#tell(task, record);
    this.#pump();
  }

  #clearDeadline(task: Task): void {
    clearTimeout(this.#deadlines.get(task));
    this.#deadlines.delete(task);
  }

  #tell(task: Task, record: DownloadRecord | undefined): void {
    if (this.#context.timeoutS > 0) this.#clearDeadline(task);
    if (record === undefined) return;
    try {
      this.#context.onEnd(record);
    } catch (error) {
      this.#over.reject(error);
    }
  }
}
