import type { DownloadRecord } from '@fairfetch/contract';
import { diskFailure, type DownloadFailure } from '../failures/failure.ts';
import { digestStart, lookAtExisting, type Existing } from '../files/existing.ts';
import type { OutputFolder } from '../files/output-folder.ts';
import type { Place } from '../files/place.ts';
import type { PlannedJob } from '../jobs/planned-jobs.ts';
import { Download, type DownloadContext } from './download.ts';
import type { Part } from './resume.ts';

/** What a task is after an attempt: over, or waiting for the next one. */
export type Next =
  | { readonly state: 'over'; readonly record: DownloadRecord }
  | { readonly state: 'wait'; readonly waitMs: number };

/** One attempt on its way. */
export interface Carrier {
  start(): void;
  /** Ends it soon: what has come is stored, and `end` is called with the failure. */
  cut(failure: DownloadFailure): void;
}

/**
 * How bytes move, which is what strategies differ in: puts the file in place and calls `end` once, perhaps before
 * start() returns, without anything or with the error. What has come is stored by then, and NAME.part is closed.
 */
export type Carry = (download: Download, place: Place, end: (error?: unknown) => void) => Carrier;

export interface TaskContext extends DownloadContext {
  readonly folder: OutputFolder;
}

/** One job as it is carried out in slots: looks at the disk first, then makes attempts until it is over. */
export class DownloadTask {
  readonly #context: TaskContext;
  readonly #carry: Carry;
  readonly #download: Download;
  #place: Place | undefined;
  #carrier: Carrier | undefined;
  #cutBy: DownloadFailure | undefined;
  #done: ((next: Next) => void) | undefined;

  constructor(job: PlannedJob, context: TaskContext, carry: Carry) {
    this.#context = context;
    this.#carry = carry;
    this.#download = new Download(job, context);
  }

  /** Makes an attempt in a slot. @param done called once, perhaps before this returns */
  attempt(done: (next: Next) => void): void {
    this.#done = done;
    if (this.#place !== undefined) {
      this.#checkPart(this.#place);
      this.#run(this.#place);
      return;
    }
    const { job } = this.#download;
    try {
      const place = this.#context.folder.place(job.path);
      const existing = lookAtExisting(this.#context.rules.existing, job, place, this.#mustStop);
      if (existing instanceof Promise) existing.then((known) => this.#begin(place, known)).catch(this.#fail);
      else this.#begin(place, existing);
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Ends it, wherever it is.
   * @returns the record where it was in no slot; elsewhere `done` is called soon
   */
  cut(cutBy: DownloadFailure): DownloadRecord | undefined {
    if (this.#done === undefined) {
      const next = this.#afterFailure(cutBy);
      return next.state === 'over' ? next.record : undefined;
    }
    this.#cutBy ??= cutBy;
    this.#carrier?.cut(this.#cutBy);
    return undefined;
  }

  #begin(place: Place, existing: Existing): void {
    if (existing !== 'go-on') {
      place.discard();
      this.#end({ state: 'over', record: this.#download.skip(existing.skip.sha256) });
      return;
    }
    this.#place = place;
    const { job, body } = this.#download;
    const part = place.findPart(job.url, this.#context.rules.resume);
    if (part === undefined || !body.hasDigests) {
      if (part !== undefined) this.#download.resume(part);
      this.#run(place);
      return;
    }
    this.#digest(place, part).catch(this.#fail);
  }

  /** The digests go on from what they came to over the bytes that are stored. */
  async #digest(place: Place, part: Part): Promise<void> {
    const { digests } = this.#download.body;
    if (await digestStart(place.partPath, part.bytes, digests, this.#mustStop)) this.#download.resume(part);
    else if (!this.#mustStop()) place.removeLeftovers();
    this.#run(place);
  }

  /** Between attempts somebody may have been at the part. */
  #checkPart(place: Place): void {
    const { part } = this.#download;
    if (part === undefined || part.bytes === place.partBytes()) return;
    place.removeLeftovers();
    this.#download.forgetPart();
  }

  #run(place: Place): void {
    if (this.#cutBy !== undefined) {
      this.#fail(this.#cutBy);
      return;
    }
    this.#download.startAttempt();
    this.#carrier = this.#carry(this.#download, place, this.#ended);
    this.#carrier.start();
  }

  readonly #mustStop = (): boolean => this.#cutBy !== undefined;

  readonly #ended = (error?: unknown): void => {
    this.#carrier = undefined;
    if (error === undefined) this.#end({ state: 'over', record: this.#download.complete() });
    else this.#fail(error);
  };

  readonly #fail = (error: unknown): void => this.#end(this.#afterFailure(error));

  #afterFailure(error: unknown): Next {
    // Before there is a place, what is not told in the contract's words is the disk's.
    const told =
      this.#place === undefined ? diskFailure(error, 'make a place for', this.#download.job.path) : error;
    const outcome = this.#download.fail(told);
    if (!outcome.keepsPart) this.#place?.discard();
    return outcome.state === 'over' ? outcome : { state: 'wait', waitMs: outcome.waitMs };
  }

  #end(next: Next): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(next);
  }
}
