import type { DownloadRecord, RecordError } from '@fairfetch/contract';
import type { Tally } from './counter.ts';
import { diskFailure, DownloadFailure, networkFailure, statusFailure } from './failures.ts';
import type { PlannedJob, RefusedJob } from './jobs.ts';
import { maskCredentials } from './masking.ts';
import { startFnv1a, startSha256, type Digest, type WorkKind } from './work.ts';

/** Nanoseconds since the zero of the run, on the monotonic clock. */
export type Clock = () => number;

/** @param zeroNs on process.hrtime, which all threads of a process share */
export function startClock(zeroNs: bigint = process.hrtime.bigint()): Clock {
  return () => Number(process.hrtime.bigint() - zeroNs);
}

/** What the downloads of one run have in common, wherever they run. */
export interface DownloadContext {
  readonly clock: Clock;
  readonly tally: Tally;
  readonly work: WorkKind;
}

/** The record of a job for which nothing was attempted. */
export function refusedRecord({ index, line, url, path, failure }: RefusedJob, clock: Clock): DownloadRecord {
  const nowNs = clock();
  return {
    index,
    ...(url !== undefined && { url: maskCredentials(url) }),
    ...(path !== undefined && { path }),
    state: 'failed',
    startNs: nowNs,
    endNs: nowNs,
    error: recordError(url ?? (line === undefined ? 'job' : `line ${line}`), failure, line),
  };
}

/** The record of a job that ended before anything was asked for: its place on the disk could not be made. */
export function withoutAttempt(
  job: PlannedJob,
  error: unknown,
  { clock, tally }: DownloadContext,
): DownloadRecord {
  tally.failed.add(1);
  return refusedRecord({ ...job, failure: diskFailure(error, `make a place for ${job.path}`) }, clock);
}

/**
 * One job in its one attempt: what was seen and when, what the bytes come to, and the record of it in the end. Where
 * the bytes come from and where they go is the strategy's business.
 */
export class Download {
  readonly job: PlannedJob;
  readonly #context: DownloadContext;
  readonly #startNs: number;
  readonly #sha256: Digest | undefined;
  readonly #work: Digest | undefined;
  #firstByteNs: number | undefined;
  #status: number | undefined;
  #expectedBytes: number | undefined;
  #receivedBytes = 0;
  #sha256Hex: string | undefined;
  /** Whether a connection was there; before that a failure is one to connect. */
  connected = false;

  constructor(job: PlannedJob, context: DownloadContext) {
    this.job = job;
    this.#context = context;
    this.#startNs = context.clock();
    const needsSha256 = job.sha256 !== undefined || context.work === 'sha256';
    this.#sha256 = needsSha256 ? startSha256() : undefined;
    this.#work = context.work === 'fnv1a' ? startFnv1a() : undefined;
    context.tally.startAttempt();
  }

  /**
   * The headers of the final answer are complete.
   * @returns why the body is not wanted, if it is not
   */
  answered(status: number, contentLength: string | null | undefined): DownloadFailure | undefined {
    this.connected = true;
    this.#firstByteNs = this.#context.clock();
    this.#status = status;
    this.#expectedBytes = contentLength ? Number(contentLength) : undefined;
    return statusFailure(status);
  }

  /** A piece of the body has come. */
  received(piece: Uint8Array): void {
    this.counted(piece.length);
    this.#sha256?.update(piece);
    this.#work?.update(piece);
  }

  /** Counts bytes of the body that nothing has to be computed over. */
  counted(bytes: number): void {
    this.#receivedBytes += bytes;
    this.#context.tally.bytes.add(bytes);
  }

  /** Whether the pieces of the body themselves are needed: received() for each, and not counted(). */
  get needsPieces(): boolean {
    return this.#sha256 !== undefined || this.#work !== undefined;
  }

  /**
   * The body is whole; compares it with what the job says.
   * @throws DownloadFailure where they differ
   */
  verify(): void {
    const { bytes, sha256 } = this.job;
    if (bytes !== undefined && bytes !== this.#receivedBytes) {
      throw new DownloadFailure('size-mismatch', `${this.#receivedBytes} bytes came, the job says ${bytes}`);
    }
    this.#sha256Hex = this.#sha256?.hex();
    if (sha256 !== undefined && sha256 !== this.#sha256Hex) {
      throw new DownloadFailure(
        'digest-mismatch',
        `the sha256 is ${this.#sha256Hex}, the job says ${sha256}`,
      );
    }
  }

  /** The verified file is in place: counts the download. */
  complete(): DownloadRecord {
    const work = this.#context.work === 'sha256' ? this.#sha256Hex : this.#work?.hex();
    this.#context.tally.ok.add(1);
    this.#context.tally.endAttempt();
    return {
      ...this.#sofar('ok'),
      bytes: this.#receivedBytes,
      ...(this.#sha256Hex !== undefined && { sha256: this.#sha256Hex }),
      ...(work !== undefined && { work }),
      attempts: 1,
      ...this.#times(),
    };
  }

  /** @param error of the network, the disk or this house; everything is put into the contract's words */
  fail(error: unknown): DownloadRecord {
    const failure = networkFailure(error, {
      connected: this.connected,
      status: this.#status,
      expectedBytes: this.#expectedBytes,
      receivedBytes: this.#receivedBytes,
    });
    this.#context.tally.failed.add(1);
    this.#context.tally.endAttempt();
    return {
      ...this.#sofar('failed'),
      attempts: 1,
      ...this.#times(),
      error: recordError(this.job.url, failure, this.job.line),
    };
  }

  #sofar(state: 'ok' | 'failed'): Pick<DownloadRecord, 'index' | 'url' | 'path' | 'state' | 'status'> {
    return {
      index: this.job.index,
      url: maskCredentials(this.job.url),
      path: this.job.path,
      state,
      ...(this.#status !== undefined && { status: this.#status }),
    };
  }

  #times(): Pick<DownloadRecord, 'startNs' | 'firstByteNs' | 'endNs'> {
    return {
      startNs: this.#startNs,
      ...(this.#firstByteNs !== undefined && { firstByteNs: this.#firstByteNs }),
      endNs: this.#context.clock(),
    };
  }
}

function recordError(url: string, failure: DownloadFailure, line: number | undefined): RecordError {
  const message = maskCredentials(`${url}: ${failure.message}`);
  return { code: failure.code, message, ...(line !== undefined && { line }) };
}
