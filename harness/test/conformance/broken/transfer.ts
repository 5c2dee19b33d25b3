import { renameSync, truncateSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { broken } from './defects.ts';
import { Digests, type WorkKind } from './digests.ts';
import { Failure, masked, onDisk } from './failure.ts';
import { hasNote, Part, removeFile, removeParts } from './files.ts';
import type { Job } from './jobs.ts';
import {
  deservesNote,
  readNote,
  usable,
  validatorOf,
  writeNote,
  type Stored,
  type Versioned,
} from './resume.ts';

const NEVER_KEPT = new Set(['too-large', 'size-mismatch', 'digest-mismatch']);

/** What of one download is on the disk, over all its attempts. */
export class Transfer {
  readonly #job: Job;
  readonly #path: string;
  readonly #work: WorkKind;
  readonly #isSynced: boolean;
  #part: Part | undefined;
  #digests: Digests;
  #validator: string | undefined;
  #total: number | undefined;
  /** What a request may go on from. */
  #stored: Stored | undefined;

  /** @param path the full one of the final file */
  constructor(job: Job, path: string, work: WorkKind, isSynced: boolean) {
    this.#job = job;
    this.#path = path;
    this.#work = work;
    this.#isSynced = isSynced;
    this.#digests = this.#newDigests();
  }

  get results(): ReturnType<Digests['results']> {
    return this.#digests.results();
  }

  get bytes(): number {
    return this.#part?.bytes ?? 0;
  }

  /** Looks for what an earlier run left, and removes what does not fit. */
  findEarlier(mayResume: boolean): void {
    onDisk('read', `${this.#job.path}.part`, () => {
      const url = this.#noteUrl();
      const isWanted = (mayResume || broken('no-resume-ignored')) && !broken('no-resume-across-runs');
      const stored = isWanted ? readNote(this.#path, url) : undefined;
      if (stored !== undefined) this.#restore(stored);
      else if (!keepsMisfits()) removeParts(this.#path);
    });
  }

  /** Opens what is stored, before the rest of it is asked for. */
  reopen(): Stored | undefined {
    const stored = this.#stored;
    const from = usable(stored);
    if (stored === undefined || from === undefined) return undefined;
    this.#part = onDisk('open', `${this.#job.path}.part`, () =>
      Part.again(this.#path, stored.bytes, from.bytes),
    );
    this.#stored = this.#part === undefined && !broken('resumes-without-part') ? undefined : from;
    return this.#stored;
  }

  /** The answer goes on from what is stored. */
  append(total: number | undefined): void {
    const part = this.#part;
    if (part === undefined) return this.startOver(total, {});
    this.#total = total ?? this.#total;
    if (broken('digest-of-the-tail')) this.#digests = this.#newDigests();
    else if (this.#digests.bytes !== part.bytes && this.#digests.isNeeded) {
      this.#digests = this.#newDigests();
      onDisk('read', `${this.#job.path}.part`, () => part.read((piece) => this.#digests.update(piece)));
    }
  }

  /** The answer is the whole file. */
  startOver(total: number | undefined, version: Versioned): void {
    this.#part?.close();
    this.#digests = this.#newDigests();
    this.#stored = undefined;
    this.#total = total;
    this.#validator = validatorOf(version) ?? (broken('resume-without-if-range') ? '' : undefined);
    this.#part = this.#onPart('create', () => Part.fresh(this.#path));
    if (total !== undefined && broken('reserves-announced-length'))
      this.#onPart('write', () => this.#open().reserve(total));
    if (this.#validator === undefined || !deservesNote(total) || this.#noteStays()) return;
    const note = { validator: this.#validator, ...(total !== undefined && { total }) };
    onDisk('write', `${this.#job.path}.part.json`, () => writeNote(this.#path, this.#noteUrl(), note));
  }

  write(piece: Uint8Array): void {
    this.#onPart('write', () => this.#open().write(piece));
    this.#digests.update(piece);
  }

  /** The attempt is over without the whole: keeps what came for the next one. */
  pause(): void {
    const part = this.#part;
    part?.close();
    this.#part = undefined;
    if (part === undefined || this.#validator === undefined || part.bytes === 0) return;
    const isSmall = broken('small-parts-not-resumed') && !hasNote(this.#path);
    if (broken('no-resume-in-run') || isSmall) return;
    this.#stored = {
      bytes: part.bytes,
      validator: this.#validator,
      ...(this.#total !== undefined && { total: this.#total }),
    };
  }

  /** Forgets what is stored. */
  forget(): void {
    this.#part?.close();
    this.#part = undefined;
    this.#stored = undefined;
    onDisk('remove', `${this.#job.path}.part`, () => removeParts(this.#path));
  }

  /** The next attempt after a wrong size or digest begins at zero. */
  forgetWrong(resumedFrom: number | undefined): void {
    if (!broken('mismatch-resumes') || resumedFrom === undefined || this.#validator === undefined)
      return this.forget();
    truncateSync(`${this.#path}.part`, resumedFrom);
    this.#restore({ bytes: resumedFrom, validator: this.#validator });
  }

  /** @throws Failure where the whole is not what the job says */
  verify(): void {
    const { bytes, sha256 } = this.#job;
    if (bytes !== undefined && bytes !== this.bytes && !broken('size-not-checked'))
      throw new Failure('size-mismatch', { got: this.bytes, expected: bytes });
    const got = this.results.sha256;
    if (sha256 !== undefined && sha256 !== got && !broken('digest-not-checked'))
      throw new Failure('digest-mismatch', { got, expected: sha256 });
  }

  /** Puts the whole under its final name. */
  commit(): void {
    if (this.bytes === 0 && broken('empty-body-no-file')) return this.forget();
    this.#onPart('rename', () => this.#open().commit(this.#isSynced));
  }

  /** For the defects that choose another name than the job's. */
  moveTo(name: string): void {
    renameSync(this.#path, join(dirname(this.#path), basename(name)));
  }

  /** The download has failed: only what can be resumed stays. */
  settle(code: string): void {
    this.pause();
    const isNoted = this.#stored !== undefined && hasNote(this.#path);
    if (code === 'cancelled' && broken('parts-deleted-at-signal')) return removeParts(this.#path);
    if (code === 'too-large' && broken('max-size-keeps-part')) return;
    if (isNoted && !NEVER_KEPT.has(code)) return;
    if (!broken('leaves-part-behind')) removeFile(`${this.#path}.part`);
    removeFile(`${this.#path}.part.json`);
  }

  #restore(stored: Stored): void {
    this.#stored = stored;
    this.#validator = stored.validator;
    this.#total = stored.total;
  }

  #open(): Part {
    if (this.#part === undefined) throw new Error('no part is open');
    return this.#part;
  }

  #onPart<T>(action: string, act: () => T): T | undefined {
    try {
      return onDisk(action, `${this.#job.path}.part`, act);
    } catch (error) {
      if (broken('disk-failure-as-ok')) return undefined;
      throw error;
    }
  }

  #noteUrl(): string {
    return broken('credentials-in-part-json') ? this.#job.url.href : masked(this.#job.url.href);
  }

  #noteStays(): boolean {
    return broken('old-part-json-stays') && hasNote(this.#path);
  }

  #newDigests(): Digests {
    return new Digests(this.#work, this.#job.sha256 !== undefined);
  }
}

/** These defects are about what stands under the names of a part when the body starts. */
function keepsMisfits(): boolean {
  return (
    broken('writes-through-part-link') || broken('writes-through-part-json-link') || broken('keeps-old-tail')
  );
}
