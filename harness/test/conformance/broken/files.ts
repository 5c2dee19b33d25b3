import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { broken } from './defects.ts';
import { errorCode, Failure } from './failure.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR, O_TRUNC } = constants;

/** DIR: everything a run writes, but its records. */
export class Folder {
  readonly path: string;
  readonly #isSynced: boolean;

  /** @throws when it cannot be made */
  constructor(path: string, isSynced: boolean) {
    this.path = resolve(path);
    this.#isSynced = isSynced;
    mkdirSync(this.path, { recursive: !broken('no-parent-folders') });
  }

  /** The full path for a job's safe relative one, its folders made. */
  place(path: string): string {
    let folder = this.path;
    for (const part of path.startsWith('/') ? [] : path.split('/').slice(0, -1)) {
      folder = join(folder, part);
      if (!broken('follows-links-out')) this.#refuseWayOut(folder, path);
      this.#make(folder);
    }
    return resolve(this.path, path);
  }

  #make(folder: string): void {
    try {
      mkdirSync(folder);
      if (this.#isSynced) syncFolder(dirname(folder));
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }

  /** A link on the way may lead about inside DIR, never out of it. */
  #refuseWayOut(folder: string, path: string): void {
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
    let target = '';
    try {
      target = realpathSync(folder);
    } catch {
      // A link to nowhere is refused as one that leads out.
    }
    const isInside = `${target}${sep}`.startsWith(`${realpathSync(this.path)}${sep}`);
    if (!isInside || broken('refuses-links-inside'))
      throw new Failure('unsafe-path', { path, reason: 'a link in it leads out of the folder' });
  }
}

/** The bytes of one download on their way to `path`: in NAME.part, renamed when whole. */
export class Part {
  readonly #path: string;
  readonly #name: string;
  #descriptor: number;
  bytes: number;

  private constructor(path: string, name: string, descriptor: number, bytes: number) {
    this.#path = path;
    this.#name = name;
    this.#descriptor = descriptor;
    this.bytes = bytes;
  }

  /** A new file; what stands under its name, a link perhaps, is replaced. */
  static fresh(path: string): Part {
    const name = broken('writes-to-final-name') ? path : `${path}.part`;
    if (!broken('old-part-json-stays') && !broken('writes-through-part-json-link'))
      removeFile(`${path}.part.json`);
    const mode = broken('file-mode-0600') ? 0o600 : 0o666;
    if (broken('writes-through-part-link') || broken('writes-to-final-name'))
      return new Part(path, name, openSync(name, O_RDWR | O_CREAT | O_TRUNC, mode), 0);
    if (broken('keeps-old-tail')) return new Part(path, name, openSync(name, O_RDWR | O_CREAT, mode), 0);
    removeFile(name);
    return new Part(path, name, openSync(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode), 0);
  }

  /** What an earlier attempt left, cut to `from`; undefined where it is not as it was. */
  static again(path: string, bytes: number, from: number): Part | undefined {
    const name = broken('writes-to-final-name') ? path : `${path}.part`;
    try {
      const descriptor = openSync(name, O_RDWR | O_NOFOLLOW);
      const kind = fstatSync(descriptor);
      if (kind.isFile() && kind.size === bytes) {
        if (from < bytes) ftruncateSync(descriptor, from);
        return new Part(path, name, descriptor, from);
      }
      closeSync(descriptor);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ELOOP') throw error;
    }
    return undefined;
  }

  write(piece: Uint8Array): void {
    for (let written = 0; written < piece.length;) {
      written += writeSync(this.#descriptor, piece, written, piece.length - written, this.bytes + written);
    }
    this.bytes += piece.length;
  }

  /** Makes the file as long as it is said to become. */
  reserve(bytes: number): void {
    ftruncateSync(this.#descriptor, bytes);
  }

  /** Hands over what is stored so far. */
  read(take: (piece: Uint8Array) => void): void {
    const piece = Buffer.alloc(1 << 20);
    for (let at = 0; at < this.bytes;) {
      const bytes = readSync(this.#descriptor, piece, 0, Math.min(piece.length, this.bytes - at), at);
      if (bytes === 0) return;
      take(piece.subarray(0, bytes));
      at += bytes;
    }
  }

  /** Puts the whole file under its final name. */
  commit(isSynced: boolean): void {
    if (isSynced) fsyncSync(this.#descriptor);
    this.close();
    if (broken('follows-link-at-name') && isLink(this.#path))
      renameSync(this.#name, realpathSync(this.#path));
    else if (this.#name !== this.#path) renameSync(this.#name, this.#path);
    if (isSynced) syncFolder(dirname(this.#path));
    if (!broken('leaves-part-json-behind')) removeFile(`${this.#path}.part.json`);
  }

  close(): void {
    if (this.#descriptor !== -1) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }
}

export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

export function hasNote(path: string): boolean {
  return lstatSync(`${path}.part.json`, { throwIfNoEntry: false }) !== undefined;
}

/** Removes what an unfinished download left. */
export function removeParts(path: string): void {
  removeFile(`${path}.part`);
  removeFile(`${path}.part.json`);
}

export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
