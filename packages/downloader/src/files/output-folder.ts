import { lstatSync, mkdirSync, opendirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { diskFailure, failure } from '../failures/failure.ts';
import { errorCode } from '../failures/system.ts';
import { flushFolder, Place } from './place.ts';

/** Folders that were seen; a list with a folder for each of a million jobs must not fill the memory. */
const MOST_REMEMBERED = 10_000;

/** The folder that holds everything a run writes. */
export class OutputFolder {
  readonly path: string;
  readonly isFresh: boolean;
  readonly #fsync: boolean;
  /** Folders under it that are there, and whether they were made by this run. */
  readonly #seen = new Map<string, boolean>();

  /**
   * @param isFresh whether the folder is known to be empty; it is looked at otherwise
   * @throws when the folder cannot be made
   */
  constructor(path: string, options: { readonly fsync?: boolean; readonly isFresh?: boolean } = {}) {
    this.path = resolve(path);
    this.#fsync = options.fsync === true;
    const made = mkdirSync(this.path, { recursive: true });
    this.isFresh = options.isFresh ?? (made !== undefined || isEmpty(this.path));
    if (this.#fsync && made !== undefined) flushUpTo(this.path, dirname(made));
  }

  /**
   * The place of a job with a safe relative path, its folders made.
   * @throws DownloadFailure when a folder cannot be made, or a link leads out
   */
  place(path: string): Place {
    const isFresh = path.includes('/') ? this.#makeFolder(dirname(path), path) : this.isFresh;
    return new Place(`${this.path}${sep}${path}`, path, isFresh, this.#fsync);
  }

  /** @returns whether it was made by this run */
  #makeFolder(relative: string, path: string): boolean {
    const seen = this.#seen.get(relative);
    if (seen !== undefined) return seen;
    let folder = this.path;
    let isFresh = false;
    for (const part of relative.split('/')) {
      folder = join(folder, part);
      this.#refuseWayOut(folder, path);
      isFresh = this.#makeOne(folder, relative);
    }
    if (this.#seen.size >= MOST_REMEMBERED) this.#seen.clear();
    this.#seen.set(relative, isFresh);
    return isFresh;
  }

  #makeOne(folder: string, relative: string): boolean {
    try {
      mkdirSync(folder);
      if (this.#fsync) flushFolder(dirname(folder));
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw diskFailure(error, 'make the folder', relative);
    }
  }

  /** A symbolic link on the way may lead about inside the folder, never out of it. */
  #refuseWayOut(folder: string, path: string): void {
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
    let target: string | undefined;
    try {
      target = realpathSync(folder);
    } catch {
      // A link to nowhere: what it would lead to cannot be told, so it is refused as well.
    }
    if (target === undefined || !`${target}${sep}`.startsWith(`${realpathSync(this.path)}${sep}`)) {
      throw failure('unsafe-path', { path, reason: 'a link on its way leads out of the output folder' });
    }
  }
}

/** In a folder without anything no download has to look for what an earlier run has left. */
function isEmpty(path: string): boolean {
  const folder = opendirSync(path);
  try {
    return folder.readSync() === null;
  } finally {
    folder.closeSync();
  }
}

/** New folders are on the disk for good when the ones they stand in are. */
function flushUpTo(path: string, top: string): void {
  for (let folder = dirname(path); folder.length >= top.length; folder = dirname(folder)) {
    flushFolder(folder);
    if (folder === dirname(folder)) return;
  }
}
