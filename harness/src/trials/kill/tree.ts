import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ServedFile } from '../../run/index.ts';
import type { Left } from './judge.ts';
import type { TrialFile } from './plan.ts';

/** Paths of all files below a folder, `/` between parts; none where it is not there. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** What a killed run has left of each file. */
export async function whatIsLeft(
  folder: string,
  files: readonly TrialFile[],
): Promise<ReadonlyMap<string, Left>> {
  const left = await Promise.all(
    files.map(async ({ path }): Promise<readonly [string, Left]> => {
      const name = join(folder, path);
      const [whole, part] = await Promise.all([sizeOf(name), sizeOf(`${name}.part`)]);
      return [path, { whole, part, described: part !== null && (await isDescribed(`${name}.part.json`)) }];
    }),
  );
  return new Map(left);
}

async function sizeOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : found.size;
}

async function isDescribed(path: string): Promise<boolean> {
  try {
    const { url, validator } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    return typeof url === 'string' && typeof validator === 'string';
  } catch {
    // Killed before it was written whole: as good as none.
    return false;
  }
}

/** Paths whose bytes are not those that were served. */
export async function wrongFiles(
  folder: string,
  files: readonly TrialFile[],
  served: readonly ServedFile[],
): Promise<readonly string[]> {
  const checked = await Promise.all(
    files.map(async ({ path }, at) => {
      const digest = await digestOf(join(folder, path)).catch(() => null);
      return digest === served[at]?.sha256 ? [] : [path];
    }),
  );
  return checked.flat();
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
