import { readdir, lstat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Something that lies below a folder and is not itself a folder. */
export interface Entry {
  /** `/` between parts. */
  readonly path: string;
  readonly bytes: number;
  /** A regular file with an inode of its own: no link of any kind. */
  readonly plain: boolean;
}

/** Everything below a folder, links not followed. A folder that is not there holds nothing. */
export async function listFiles(folder: string): Promise<ReadonlyMap<string, Entry>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const entries = new Map<string, Entry>();
  for (const each of found) {
    if (each.isDirectory()) continue;
    const absolute = join(each.parentPath, each.name);
    const { size, nlink } = await lstat(absolute);
    const path = relative(folder, absolute).split(sep).join('/');
    entries.set(path, { path, bytes: size, plain: each.isFile() && nlink === 1 });
  }
  return entries;
}

/** NAME.part and NAME.part.json, in any case. */
export function isLeftover(path: string): boolean {
  return /\.part(\.json)?$/i.test(path);
}
