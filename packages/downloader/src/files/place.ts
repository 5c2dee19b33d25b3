import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  truncateSync,
  unlinkSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { resumeOffset, type Part } from '../download/resume.ts';
import { diskFailure } from '../failures/failure.ts';
import { errorCode } from '../failures/system.ts';
import { maskCredentials } from '../masking.ts';
import { readNote, validatorOf, writeNote, type PartNote } from './part-note.ts';

/**
 * Where one download goes: NAME, NAME.part and NAME.part.json, and what of these is there. At no moment does a note
 * describe bytes of another version, wherever the process may be killed.
 */
export class Place {
  readonly path: string;
  readonly partPath: string;
  /** The path as the job has it, for messages. */
  readonly #name: string;
  readonly #fsync: boolean;
  /** Made by this run, so that nobody can have left anything in it. */
  readonly isFresh: boolean;
  #hasPart = false;
  #hasNote = false;
  /** What an earlier run left is neither used nor removed before a body comes that replaces it. */
  #isLeftAlone = false;

  constructor(path: string, name: string, isFresh: boolean, fsync: boolean) {
    this.path = path;
    this.partPath = `${path}.part`;
    this.#name = name;
    this.isFresh = isFresh;
    this.#fsync = fsync;
  }

  get #notePath(): string {
    return `${this.path}.part.json`;
  }

  get isFlushed(): boolean {
    return this.#fsync;
  }

  /**
   * What an earlier run left of this URL; what does not fit is removed, or taken note of where it is to be left alone
   * until it is replaced. Costs one look where there is nothing.
   */
  findPart(url: string, resume: boolean): Part | undefined {
    if (this.isFresh) return undefined;
    const noteKind = lstatSync(this.#notePath, { throwIfNoEntry: false });
    if (noteKind === undefined) return undefined;
    this.#hasNote = true;
    this.#isLeftAlone = !resume;
    if (!resume) return undefined;
    const note = noteKind.isFile() ? readNote(this.#notePath, noteKind.size) : undefined;
    const bytes = this.partBytes();
    const offset = note?.url === maskCredentials(url) ? resumeOffset({ bytes, total: note.total }) : 0;
    if (note !== undefined && offset > 0) {
      this.#hasPart = true;
      if (offset < bytes) this.#do('shorten', '.part', () => truncateSync(this.partPath, offset));
      return { bytes: offset, validator: validatorOf(note.validator), total: note.total };
    }
    this.removeLeftovers();
    return undefined;
  }

  /** The size of NAME.part, 0 where it is not a file of its own that can be written on. */
  partBytes(): number {
    const kind = lstatSync(this.partPath, { throwIfNoEntry: false });
    return kind?.isFile() === true && kind.nlink === 1 ? kind.size : 0;
  }

  /** Before a body that starts from zero: nothing speaks of the part any more, and NAME.part is free. */
  clear(): void {
    if (this.#hasNote) this.#unlink(this.#notePath);
    this.#hasNote = false;
    this.#isLeftAlone = false;
    if (this.#hasPart) this.#unlink(this.partPath);
    this.#hasPart = false;
  }

  /** Makes NAME.part anew for writing. Exclusive: what stands under this name, a link perhaps, is replaced. */
  create(note: PartNote | undefined): number {
    try {
      this.clear();
      const descriptor = this.#openNew();
      this.#hasPart = true;
      if (note !== undefined) this.annotate(note);
      return descriptor;
    } catch (error) {
      throw this.failure(error);
    }
  }

  /** For those who make NAME.part themselves, exclusively: whatever stands there, a link perhaps, goes. */
  makeRoom(): void {
    this.#do('write', '.part', () => {
      this.clear();
      if (!this.isFresh) this.#unlink(this.partPath);
    });
    this.#hasPart = true;
  }

  /** Says in NAME.part.json what the bytes that will follow are. */
  annotate(note: PartNote): void {
    try {
      writeNote(this.#notePath, note);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw diskFailure(error, 'write', `${this.#name}.part.json`);
      this.#unlink(this.#notePath);
      writeNote(this.#notePath, note);
    }
    this.#hasNote = true;
  }

  append(): number {
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW;
    return this.#do('write', '.part', () => openSync(this.partPath, flags));
  }

  /** Puts a whole NAME.part, which is closed, under its final name. */
  rename(): void {
    try {
      renameSync(this.partPath, this.path);
    } catch (error) {
      throw this.failure(error, 'rename');
    }
    this.renamed();
  }

  /** NAME.part has been renamed. */
  renamed(): void {
    this.#hasPart = false;
    if (this.#fsync) this.#do('flush the folder of', '', () => flushFolder(dirname(this.path)));
    // Killed before this, the next run removes it.
    if (this.#hasNote) this.#unlink(this.#notePath);
    this.#hasNote = false;
  }

  /** The download is over, or begins anew: nothing of it stays, nor a part without a note. */
  discard(): void {
    if (this.#isLeftAlone || (this.isFresh && !this.#hasPart && !this.#hasNote)) return;
    this.removeLeftovers();
  }

  /** Leaves nothing of what this download, or an earlier run, has left half done. */
  removeLeftovers(): void {
    for (const path of [this.#notePath, this.partPath]) {
      try {
        // Looked for first: nearly always nothing is there, and a call that fails costs ten times as much.
        if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) this.#unlink(path);
      } catch {
        // A folder in the way, or a disk that cannot be written to: then it is no part of ours.
      }
    }
    this.#hasNote = false;
    this.#hasPart = false;
  }

  /** Puts whatever the disk says into the contract's words. */
  failure(error: unknown, action = 'write'): Error {
    return diskFailure(error, action, `${this.#name}.part`);
  }

  #openNew(): number {
    try {
      return openSync(this.partPath, 'wx');
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    this.#unlink(this.partPath);
    return openSync(this.partPath, 'wx');
  }

  #unlink(path: string): void {
    try {
      unlinkSync(path);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }

  #do<T>(action: string, suffix: string, act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw diskFailure(error, action, `${this.#name}${suffix}`);
    }
  }
}

/** A name is on the disk for good when its folder is. */
export function flushFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
