import type { DownloadRecord } from '@fairfetch/contract';
import type { Bagged } from '../bag.ts';
import { diskFailure, type DownloadFailure } from '../failures/failure.ts';
import { digestStart, lookAtExisting, type Existing } from '../files/existing.ts';
import type { OutputFolder } from '../files/output-folder.ts';
import type { Place } from '../files/place.ts';
import type { PlannedJob } from '../jobs/job.ts';
import { Download, type DownloadContext } from './download.ts';
import type { Part } from './resume.ts';

/** A job that is carried out, an attempt at a time. */
export interface Task extends Bagged {
  /** Makes an attempt in a slot; the keeper is told once what follows, perhaps before this returns. */
  attempt(keeper: TaskKeeper): void;
  /**
   * Ends it, wherever it is.
   * @returns the record where it was in no slot; elsewhere the keeper is told soon
   */
  cut(cutBy: DownloadFailure): DownloadRecord | undefined;
}

/** Who is told what follows an attempt. */
export interface TaskKeeper {
  over(task: Task, record: DownloadRecord): void;
  wait(task: Task, waitMs: number): void;
}

/** One attempt on its way. */
export interface Carrier {
  start(): void;
  /** Ends it soon: what has come is stored, and the attempt has ended with this failure. */
  cut(failure: DownloadFailure): void;
}

/** Who is told that an attempt has ended. */
export interface Attempt {
  /** Called once, with nothing when the file is in place. What has come is stored by then, and NAME.part is closed. */
  ended(error?: unknown): void;
}

/** How bytes move, which is what strategies differ in. The carrier may end the attempt before its start() returns. */
export type Carry = (download: Download, place: Place, attempt: Attempt) => Carrier;

export interface TaskContext extends DownloadContext {
  readonly folder: OutputFolder;
}

/** One job as it is carried out in slots: looks at the disk first, then makes attempts until it is over. */
export class DownloadTask implements Task, Attempt {
  readonly #context: TaskContext;
  readonly #carry: Carry;
  readonly #download: Download;
  #place: Place | undefined;
  #carrier: Carrier | undefined;
  #cutBy: DownloadFailure | undefined;
  #keeper: TaskKeeper | undefined;
  bagAt = -1;

  constructor(job: PlannedJob, context: TaskContext, carry: Carry) {
    this.#context = context;
    this.#carry = carry;
    this.#download = new Download(job, context);
  }

  attempt(keeper: TaskKeeper): void {
    this.#keeper = keeper;
    if (this.#place !== undefined) {
      this.#checkPart(this.#place);
      this.#run(this.#place);
      return;
    }
    try {
      this.#lookAtDisk();
    } catch (error) {
      this.#fail(error);
    }
  }

  cut(cutBy: DownloadFailure): DownloadRecord | undefined {
    if (this.#keeper === undefined) {
      const outcome = this.#afterFailure(cutBy);
      return outcome.state === 'over' ? outcome.record : undefined;
    }
    this.#cutBy ??= cutBy;
    this.#carrier?.cut(this.#cutBy);
    return undefined;
  }

  ended(error?: unknown): void {
    this.#carrier = undefined;
    if (error === undefined) this.#over(this.#download.complete());
    else this.#fail(error);
  }

  #lookAtDisk(): void {
    const { job } = this.#download;
    const { folder, rules } = this.#context;
    const place = folder.place(job.path);
    if (rules.existing === 'overwrite') {
      this.#findPart(place);
      return;
    }
    const existing = lookAtExisting(rules.existing, job, place, () => this.#cutBy !== undefined);
    if (!(existing instanceof Promise)) this.#afterExisting(place, existing);
    else existing.then((known) => this.#afterExisting(place, known)).catch((error) => this.#fail(error));
  }

  #afterExisting(place: Place, existing: Existing): void {
    if (existing === 'go-on') {
      this.#findPart(place);
      return;
    }
    place.discard();
    this.#over(this.#download.skip(existing.skip.sha256));
  }

  #findPart(place: Place): void {
    this.#place = place;
    const { job, body } = this.#download;
    const part = place.findPart(job.url, this.#context.rules.resume);
    if (part !== undefined && body.hasDigests) {
      this.#digest(place, part).catch((error: unknown) => this.#fail(error));
      return;
    }
    if (part !== undefined) this.#download.resume(part);
    this.#run(place);
  }

  /** The digests go on from what they came to over the bytes that are stored. */
  async #digest(place: Place, part: Part): Promise<void> {
    const { digests } = this.#download.body;
    const mustStop = (): boolean => this.#cutBy !== undefined;
    if (await digestStart(place.partPath, part.bytes, digests, mustStop)) this.#download.resume(part);
    else if (!mustStop()) place.removeLeftovers();
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
    this.#carrier = this.#carry(this.#download, place, this);
    this.#carrier.start();
  }

  #fail(error: unknown): void {
    const outcome = this.#afterFailure(error);
    if (outcome.state === 'over') {
      this.#over(outcome.record);
      return;
    }
    const keeper = this.#keeper;
    this.#keeper = undefined;
    keeper?.wait(this, outcome.waitMs);
  }

  #afterFailure(error: unknown): ReturnType<Download['fail']> {
    // Before there is a place, what is not told in the contract's words is the disk's.
    const told =
      this.#place === undefined ? diskFailure(error, 'make a place for', this.#download.job.path) : error;
    const outcome = this.#download.fail(told);
    if (!outcome.keepsPart) this.#place?.discard();
    return outcome;
  }

  #over(record: DownloadRecord): void {
    const keeper = this.#keeper;
    this.#keeper = undefined;
    keeper?.over(this, record);
  }
}
