import type { DownloadRecord } from '@fairfetch/contract';
import type { DownloadRules } from '../cli/options.ts';
import type { Tally } from '../counter.ts';
import { isRetried, RETRIED_BY_CODE } from '../failures/codes.ts';
import { DownloadFailure, failure } from '../failures/failure.ts';
import { networkFailure } from '../failures/network.ts';
import type { PartNote } from '../files/part-note.ts';
import { parsedUrlOf, type PlannedJob } from '../jobs/job.ts';
import { maskCredentials } from '../masking.ts';
import { headerOf, isRedirect, judge, rangeFor, type AnswerHeaders } from './answers.ts';
import { Body } from './body.ts';
import { Hops } from './hops.ts';
import { recordError, type Clock } from './record.ts';
import type { FlatHeaders, RequestHeaders } from './request-headers.ts';
import { strongValidator, type Part } from './resume.ts';
import { parseRetryAfter, waitBeforeRetryMs } from './retry.ts';

/** What the downloads of one thread have in common. */
export interface DownloadContext {
  readonly rules: DownloadRules;
  readonly headers: RequestHeaders;
  readonly clock: Clock;
  readonly tally: Tally;
  /** In [0, 1). */
  readonly random: () => number;
  readonly nowEpochMs: () => number;
}

/** One request. */
export interface Ask {
  readonly url: URL;
  readonly headers: FlatHeaders;
}

/**
 * store: the body goes to the file, from the offset on. ask-again: the body is not wanted, ask() says what to ask for
 * now. fail: the body is not wanted, and the attempt has failed.
 */
export type Decision =
  | { readonly do: 'store'; readonly offset: number; readonly note: PartNote | undefined }
  | { readonly do: 'ask-again' }
  | { readonly do: 'fail'; readonly failure: DownloadFailure };

/** What follows a failed attempt, and whether what is stored is kept for it. */
export type Outcome =
  | { readonly state: 'over'; readonly record: DownloadRecord; readonly keepsPart: boolean }
  | { readonly state: 'again'; readonly waitMs: number; readonly keepsPart: boolean };

/** From here on, or where the length is unknown, a part is worth a note for later runs. */
const LEAST_NOTED_BYTES = 1024 * 1024;
/** Of what failed so, nothing can be gone on with. */
const WORTHLESS: ReadonlySet<string> = new Set(['too-large', 'size-mismatch', 'digest-mismatch']);

/**
 * One job through its attempts: what to ask for, what to do with each answer, what follows a failure, and the record
 * of it all in the end. It decides and does nothing: where the bytes come from and where they go is the strategy's
 * business.
 */
export class Download {
  readonly job: PlannedJob;
  readonly body: Body;
  readonly #context: DownloadContext;
  readonly #url: URL;
  readonly #startNs: number;
  #firstByteNs: number | undefined;
  #status: number | undefined;
  #attempts = 0;
  #isAttempting = false;
  #retries = 0;
  #hops: Hops;
  /** The one extra attempt after a wrong size or digest has been used. */
  #hasBegunAnew = false;
  /** What is stored, but for its size, which is the body's. */
  #part: Part | undefined;
  /** The part whose rest the last request asked for. */
  #asked: Part | undefined;
  #hasNote = false;
  #resumedFrom: number | undefined;
  #retryAfterS: number | undefined;
  /** The last request has its answer: #status and what is expected are that one's. */
  #isAnswered = false;
  /** Whether a connection was there; before that a failure is one to connect. */
  connected = false;

  constructor(job: PlannedJob, context: DownloadContext) {
    this.job = job;
    this.#context = context;
    this.#startNs = context.clock();
    this.#url = parsedUrlOf(job);
    this.#hops = this.#newHops();
    this.body = new Body(job, context.rules.work);
  }

  /** What is stored and will be gone on with. */
  get part(): Part | undefined {
    return this.#part;
  }

  /** Whether a later attempt, or run, could go on from the bytes that have come. */
  get canGoOn(): boolean {
    return (
      this.#part !== undefined && rangeFor({ ...this.#part, bytes: this.body.storedBytes }) !== undefined
    );
  }

  /** @param part that an earlier run left, with its note; its bytes have passed through the body's digests */
  resume(part: Part): void {
    this.#part = part;
    this.body.storedBytes = part.bytes;
    this.#hasNote = true;
  }

  /** What was stored is not there any more, or not worth anything. */
  forgetPart(): void {
    this.#part = undefined;
    this.#hasNote = false;
    this.#resumedFrom = undefined;
  }

  startAttempt(): void {
    if (this.#attempts > 0) this.#hops = this.#newHops();
    this.#attempts += 1;
    this.#isAttempting = true;
    this.#asked = this.#part;
    this.#context.tally.startAttempt();
  }

  /** What to ask for now. */
  ask(): Ask {
    this.connected = false;
    this.#isAnswered = false;
    this.body.expectNothing();
    const range = rangeFor(this.#asked);
    if (range === undefined) this.#asked = undefined;
    return { url: this.#hops.url, headers: this.#hops.headers(range) };
  }

  /** The headers of an answer are complete. */
  answered(status: number, headers: AnswerHeaders): Decision {
    this.connected = true;
    this.#isAnswered = true;
    this.#firstByteNs = this.#context.clock();
    this.#status = status;
    this.#retryAfterS = undefined;
    try {
      if (!isRedirect(status)) return this.#decide(status, headers);
      this.#hops.follow(headerOf(headers, 'location'));
      return { do: 'ask-again' };
    } catch (error) {
      if (!(error instanceof DownloadFailure)) throw error;
      const retryAfter = headerOf(headers, 'retry-after');
      if (retryAfter !== undefined)
        this.#retryAfterS = parseRetryAfter(retryAfter, this.#context.nowEpochMs());
      return { do: 'fail', failure: error };
    }
  }

  #decide(status: number, headers: AnswerHeaders): Decision {
    const limit = this.#context.rules.maxSizeBytes;
    const judgement = judge(status, headers, this.#asked, limit);
    if (judgement.do === 'append') {
      const { part, total } = judgement;
      this.#part = { ...part, total };
      this.#resumedFrom = part.bytes;
      this.body.goOn(part.bytes, total, limit);
      return { do: 'store', offset: part.bytes, note: undefined };
    }
    this.forgetPart();
    if (judgement.do === 'request-again') {
      this.#asked = undefined;
      return { do: 'ask-again' };
    }
    this.#part = judgement.part;
    this.body.startOver(judgement.part.total, limit);
    const note = this.#noteOn(judgement.part);
    this.#hasNote = note !== undefined;
    return { do: 'store', offset: 0, note };
  }

  #noteOn({ validator, total }: Part): PartNote | undefined {
    if (total !== undefined && total < LEAST_NOTED_BYTES) return undefined;
    const carried = strongValidator(validator);
    return carried === undefined
      ? undefined
      : { url: maskCredentials(this.job.url), validator: carried, total };
  }

  /** Bytes of a body have come, wanted or not. */
  counted(bytes: number): void {
    this.#context.tally.bytes.add(bytes);
  }

  /** The file is whole and in place: counts the download. */
  complete(): DownloadRecord {
    const { sha256, work, storedBytes } = this.body;
    this.#context.tally.ok.add(1);
    this.#endAttempt();
    const record = this.#record('ok');
    record.bytes = storedBytes;
    if (sha256 !== undefined) record.sha256 = sha256;
    if (work !== undefined) record.work = work;
    return record;
  }

  /** The file was there already. */
  skip(sha256: string | undefined): DownloadRecord {
    this.#context.tally.skipped.add(1);
    const record = this.#record('skipped');
    if (sha256 !== undefined) record.sha256 = sha256;
    return record;
  }

  /** @param error of the network, the disk or this house; everything is put into the contract's words */
  fail(error: unknown): Outcome {
    const failed = networkFailure(error, {
      connected: this.connected,
      host: this.#hops.url.hostname,
      status: this.#isAnswered ? this.#status : undefined,
      expectedBytes: this.body.expectedBytes,
      receivedBytes: this.body.receivedBytes,
    });
    // Cut off while it waited it had failed already, and that has been counted.
    if (this.#isAttempting || this.#attempts === 0) this.#context.tally.errors(failed.code).add(1);
    if (this.#part !== undefined && this.#isAttempting)
      this.#part = { ...this.#part, bytes: this.body.storedBytes };
    this.#endAttempt();
    return this.#again(failed) ?? this.#over(failed);
  }

  #again(failed: DownloadFailure): Outcome | undefined {
    const { rules, random, clock } = this.#context;
    if (RETRIED_BY_CODE[failed.code] === 'once' && !this.#hasBegunAnew) {
      this.#hasBegunAnew = true;
      this.forgetPart();
      return { state: 'again', waitMs: 0, keepsPart: false };
    }
    if (!isRetried(failed.code, this.#status) || this.#retries >= rules.retries) return undefined;
    this.#retries += 1;
    const waitMs = waitBeforeRetryMs(this.#attempts, random(), this.#retryAfterS);
    if (rules.timeoutS > 0 && clock() + waitMs * 1e6 > this.#startNs + rules.timeoutS * 1e9)
      return this.#over(failure('timeout', { seconds: rules.timeoutS }));
    // All bytes of one that did not end as it should have passed through the digests: there is none to ask for again.
    const keepsPart = rangeFor(this.#part) !== undefined && this.#part?.bytes !== this.#part?.total;
    if (!keepsPart) this.forgetPart();
    return { state: 'again', waitMs, keepsPart };
  }

  #over(failed: DownloadFailure): Outcome {
    const { tally } = this.#context;
    const state = failed.code === 'cancelled' ? 'cancelled' : 'failed';
    tally[state].add(1);
    const record = this.#record(state);
    record.error = recordError(this.job.url, failed, this.job.line);
    const keepsPart = this.#hasNote && rangeFor(this.#part) !== undefined && !WORTHLESS.has(failed.code);
    return { state: 'over', record, keepsPart };
  }

  #endAttempt(): void {
    if (this.#isAttempting) this.#context.tally.endAttempt();
    this.#isAttempting = false;
  }

  #newHops(): Hops {
    return new Hops(this.#url, this.#context.headers, this.#context.rules.maxRedirects);
  }

  /** What every record says, put together one by one: spreading parts into one another takes several times as long. */
  #record(state: DownloadRecord['state']): DownloadRecord {
    const { index, url, path } = this.job;
    const endNs = this.#context.clock();
    const record: DownloadRecord = {
      index,
      url: maskCredentials(url),
      path,
      state,
      startNs: this.#startNs,
      endNs,
    };
    if (this.#attempts > 0) record.attempts = this.#attempts;
    if (this.#status !== undefined) record.status = this.#status;
    if (this.#firstByteNs !== undefined) record.firstByteNs = this.#firstByteNs;
    if (this.#resumedFrom !== undefined) record.resumedFrom = this.#resumedFrom;
    return record;
  }
}
