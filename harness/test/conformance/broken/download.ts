import type { DownloadRecord, RecordError } from '@fairfetch/contract';
import { attempt, type AttemptContext, type Seen } from './attempt.ts';
import { broken } from './defects.ts';
import type { WorkKind } from './digests.ts';
import { checkExisting, type ExistingMode } from './existing.ts';
import { Failure, masked, onDisk } from './failure.ts';
import type { Folder } from './files.ts';
import type { Job, Refused } from './jobs.ts';
import { allowedRetries, isRetried, waitMs } from './retry.ts';
import type { Slots } from './slots.ts';
import type { Tally } from './tally.ts';
import { Transfer } from './transfer.ts';

export interface DownloadContext extends AttemptContext {
  readonly folder: Folder;
  readonly slots: Slots;
  readonly tally: Tally;
  /** Aborted by a signal. */
  readonly stop: AbortSignal;
  readonly retries: number;
  /** Seconds, 0 for none. */
  readonly timeoutS: number;
  readonly work: WorkKind;
  readonly existing: ExistingMode;
  readonly mayResume: boolean;
  readonly isSynced: boolean;
}

/** One job in all its attempts. It is started with a slot in hand, and gives it back at its end. */
export class Download {
  readonly #context: DownloadContext;
  readonly #job: Job;
  readonly #limit = new AbortController();
  readonly #signal: AbortSignal;
  readonly #startNs: number;
  readonly #seen: Seen = {};
  #deadlineMs = Infinity;
  #attempts = 0;
  #transfer: Transfer | undefined;
  #hasSlot = true;

  constructor(context: DownloadContext, job: Job) {
    this.#context = context;
    this.#job = job;
    this.#startNs = context.clock();
    const isDeaf = broken('starts-more-after-signal') && context.stop.aborted;
    this.#signal = isDeaf ? this.#limit.signal : AbortSignal.any([context.stop, this.#limit.signal]);
  }

  async run(): Promise<DownloadRecord> {
    const timer = this.#startTimer();
    try {
      return await this.#carryOut();
    } catch (error) {
      return this.#failed(error);
    } finally {
      clearTimeout(timer);
      if (this.#hasSlot) this.#context.slots.release();
    }
  }

  #startTimer(): NodeJS.Timeout | undefined {
    const { timeoutS } = this.#context;
    if (timeoutS === 0 || broken('timeout-ignored') || broken('timeout-per-attempt')) return undefined;
    this.#deadlineMs = performance.now() + timeoutS * 1000;
    return setTimeout(() => this.#limit.abort(this.#timeout()), timeoutS * 1000);
  }

  #timeout(): Failure {
    return new Failure('timeout', { seconds: this.#context.timeoutS });
  }

  async #carryOut(): Promise<DownloadRecord> {
    this.#signal.throwIfAborted();
    const { folder, existing, mayResume, work, isSynced } = this.#context;
    const { path } = this.#job;
    const place = onDisk('make a place for', path, () => folder.place(path));
    const skipped = onDisk('look at', path, () => checkExisting(place, this.#job, existing));
    if (skipped !== undefined)
      return { ...this.#record('skipped'), ...skipped, endNs: this.#context.clock() };
    this.#transfer = new Transfer(this.#job, place, work, isSynced);
    this.#transfer.findEarlier(mayResume);
    await this.#attemptAll(this.#transfer);
    return this.#ok(this.#transfer);
  }

  async #attemptAll(transfer: Transfer): Promise<void> {
    const { tally, retries } = this.#context;
    let retried = 0;
    let hasRepeated = false;
    for (;;) {
      this.#attempts += 1;
      tally.attempts += 1;
      try {
        await this.#attemptOnce(transfer);
        return;
      } catch (error) {
        const failure = asFailure(error);
        const isMismatch = failure.code === 'size-mismatch' || failure.code === 'digest-mismatch';
        tally.countAttempt(failure.code);
        if (isMismatch && !broken('mismatch-is-final')) {
          transfer.forgetWrong(this.#seen.resumedFrom);
          if (hasRepeated && !(broken('mismatch-retried-often') && this.#attempts <= retries + 2))
            throw failure;
          hasRepeated = true;
          continue;
        }
        transfer.pause();
        if (!isRetried(failure) || retried >= allowedRetries(retries)) throw failure;
        retried += 1;
        await this.#wait(waitMs(retried, Math.random(), failure.retryAfterS));
      }
    }
  }

  async #attemptOnce(transfer: Transfer): Promise<void> {
    if (!broken('timeout-per-attempt') || this.#context.timeoutS === 0)
      return await attempt(this.#context, this.#job, transfer, this.#seen, this.#signal);
    const limit = AbortSignal.any([this.#context.stop, AbortSignal.timeout(this.#context.timeoutS * 1000)]);
    return await attempt(this.#context, this.#job, transfer, this.#seen, limit);
  }

  /** Not in flight meanwhile, so another may be. */
  async #wait(ms: number): Promise<void> {
    const { slots } = this.#context;
    if (performance.now() + ms >= this.#deadlineMs && !broken('waits-past-timeout')) throw this.#timeout();
    if (broken('holds-slot-while-waiting')) return await this.#sleep(ms);
    slots.release();
    this.#hasSlot = false;
    slots.startWaiting();
    try {
      await this.#sleep(ms);
      await slots.take(true);
      this.#hasSlot = true;
    } finally {
      slots.stopWaiting();
    }
    this.#signal.throwIfAborted();
  }

  #sleep(ms: number): Promise<void> {
    const signal = broken('signal-waits-for-retries') ? this.#limit.signal : this.#signal;
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  #ok(transfer: Transfer): DownloadRecord {
    const { bytes } = transfer;
    this.#context.tally.storedBytes += bytes;
    return {
      ...this.#record('ok'),
      bytes,
      ...transfer.results,
      ...this.#whatWasSeen(),
      endNs: this.#context.clock(),
    };
  }

  #failed(error: unknown): DownloadRecord {
    const failure = asFailure(error);
    try {
      this.#transfer?.settle(failure.code);
    } catch {
      // The first failure is the one that tells.
    }
    return {
      ...this.#record(failure.code === 'cancelled' ? 'cancelled' : 'failed'),
      ...this.#whatWasSeen(),
      endNs: this.#context.clock(),
      error: recordError(this.#job.url.href, failure, this.#job.line),
    };
  }

  #record(state: DownloadRecord['state']): DownloadRecord {
    const { index, path, url } = this.#job;
    const { clock } = this.#context;
    return { index, url: told(url.href), path, state, startNs: this.#startNs, endNs: clock() };
  }

  #whatWasSeen(): Partial<DownloadRecord> {
    const { status, firstByteNs, resumedFrom } = this.#seen;
    const attempts = broken('attempts-always-1') ? 1 : this.#attempts;
    return {
      ...(status !== undefined && !broken('status-missing') && { status }),
      ...(this.#attempts > 0 && { attempts }),
      ...(resumedFrom !== undefined && !broken('resumed-from-missing') && { resumedFrom }),
      ...(firstByteNs !== undefined && { firstByteNs }),
    };
  }
}

/** The record of a job for which nothing was attempted. */
export function refusedRecord({ index, line, url, path, failure }: Refused, nowNs: number): DownloadRecord {
  return {
    index,
    ...(url !== undefined && { url: told(url) }),
    ...(path !== undefined && { path }),
    state: 'failed',
    startNs: nowNs,
    endNs: nowNs,
    error: recordError(url ?? (line === undefined ? 'job' : `line ${line}`), failure, line),
  };
}

function recordError(url: string, failure: Failure, line: number | undefined): RecordError {
  const message = broken('errors-without-url') ? failure.message : `${url}: ${failure.message}`;
  return {
    code: failure.code,
    message: told(message),
    ...(line !== undefined && { line }),
  };
}

function told(text: string): string {
  return broken('credentials-in-records') ? text : masked(text);
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof DOMException) return new Failure('timeout', { seconds: 0 });
  throw error;
}
