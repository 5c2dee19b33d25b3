import type { Stats } from 'node:fs';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** Something that stands below a folder. */
export interface Entry {
  readonly kind: 'file' | 'link' | 'folder' | 'other';
  readonly bytes: number;
  /** Names it has. */
  readonly links: number;
  /** Permission bits. */
  readonly mode: number;
  readonly inode: bigint | number;
  /** Where a link leads. */
  readonly target: string | null;
  /** Of a regular file; null: it cannot be read, or is too large to be held. */
  readonly content: Buffer | null;
}

/** By path, `/` between parts, in the order of paths; links are not followed. */
export type Tree = ReadonlyMap<string, Entry>;

const LARGEST_BYTES = 64 * 1024 * 1024;
const AT_ONCE = 32;

/** null: the folder is not there, or is none. @param without a name directly below it that is not looked at */
export async function readTree(folder: string, without?: string): Promise<Tree | null> {
  const names = await namesIn(folder);
  if (names === null) return null;
  const found: [string, Entry][] = [];
  await collect(
    folder,
    '',
    names.filter((name) => name !== without),
    found,
  );
  return new Map(found.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** What a path leads to, by way of links to folders inside the tree. */
export function lookUp(tree: Tree | null, path: string, hops = 8): Entry | undefined {
  const found = tree?.get(path);
  if (found !== undefined || tree === null || hops === 0) return found;
  const parts = path.split('/');
  for (let count = 1; count < parts.length; count += 1) {
    const prefix = parts.slice(0, count).join('/');
    const { target = null } = tree.get(prefix) ?? {};
    if (target === null) continue;
    const place = posix.normalize(posix.join(posix.dirname(prefix), target, ...parts.slice(count)));
    return lookUp(tree, place, hops - 1);
  }
  return undefined;
}

/** null: it is no folder. What vanishes while it is looked at is not there. */
async function namesIn(folder: string): Promise<readonly string[] | null> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'EACCES') return [];
    throw error;
  }
}

async function collect(
  folder: string,
  prefix: string,
  names: readonly string[],
  found: [string, Entry][],
): Promise<void> {
  for (let start = 0; start < names.length; start += AT_ONCE) {
    await Promise.all(
      names.slice(start, start + AT_ONCE).map(async (name) => {
        const absolute = join(folder, name);
        const entry = await entryAt(absolute);
        if (entry === null) return;
        found.push([`${prefix}${name}`, entry]);
        if (entry.kind === 'folder') {
          await collect(absolute, `${prefix}${name}/`, (await namesIn(absolute)) ?? [], found);
        }
      }),
    );
  }
}

async function entryAt(path: string): Promise<Entry | null> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return null;
  const kind = kindOf(stats);
  return {
    kind,
    bytes: stats.size,
    links: stats.nlink,
    mode: stats.mode & 0o7777,
    inode: stats.ino,
    target: kind === 'link' ? await readlink(path).catch(() => null) : null,
    content: kind === 'file' && stats.size <= LARGEST_BYTES ? await readFile(path).catch(() => null) : null,
  };
}

function kindOf(stats: Stats): Entry['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isSymbolicLink()) return 'link';
  return stats.isDirectory() ? 'folder' : 'other';
}
