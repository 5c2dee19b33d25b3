import { cp, lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../folders.ts';

/** Of all that is kept together: a backend at its first try fails hundreds of cases. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Where the files of cases that failed go. */
export interface Keeper {
  /** Moves a case's folder there. Gives its path below the results folder; null: there is no room for more. */
  keep(folder: string, variant: string, suiteCase: string): Promise<string | null>;
}

export function openKeeper(results: string, mostBytes = MOST_BYTES): Keeper {
  let usedBytes = 0;
  return {
    keep: async (folder, variant, suiteCase) => {
      const bytes = await sizeOf(folder);
      if (usedBytes + bytes > mostBytes) {
        await remove(folder);
        return null;
      }
      usedBytes += bytes;
      const parent = nameOf(variant);
      const path = `${parent}/${nameOf(suiteCase)}`;
      await makeFolder(join(results, parent));
      await move(folder, join(results, path));
      return path;
    },
  };
}

function nameOf(id: string): string {
  return id.replaceAll('/', '-');
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await cp(from, to, { recursive: true, verbatimSymlinks: true, filter: isCopyable });
    await remove(from);
  }
}

/** A pipe would be waited for. */
async function isCopyable(path: string): Promise<boolean> {
  const stats = await lstat(path);
  return stats.isFile() || stats.isDirectory() || stats.isSymbolicLink();
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let bytes = 0;
  for (const entry of entries) {
    const stats = await lstat(join(entry.parentPath, entry.name)).catch(() => null);
    bytes += stats?.isFile() === true ? stats.size : 0;
  }
  return bytes;
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
