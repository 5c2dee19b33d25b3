import { mkdir, readdir, rmdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Shard } from '@fairfetch/contract';
import { HarnessError, reasonOf } from '../errors.ts';
import { makeFolder } from '../folders.ts';
import { shardName } from '../planned.ts';

const NAME_CHARS = 60;

/** `2026-01-31T12-00-00Z-seed-small`: sorts by time, and is a valid name everywhere. */
export function resultsName(
  startedAt: Date,
  scenarios: readonly string[],
  shard: Shard | null = null,
): string {
  const time = startedAt.toISOString().replace(/\.\d+/, '').replaceAll(':', '-');
  // Shards may well be started in the same second.
  const part = shard === null ? '' : `-${shardName(shard).replaceAll(' ', '-')}`;
  return `${time}-${scenarios.join('-').slice(0, NAME_CHARS)}${part}`;
}

/**
 * Makes the folder the results go to, before anything is run.
 * @param first the file that is written first
 * @throws HarnessError `results` when it cannot be made or written to, or holds something already
 */
export async function makeResultsFolder(
  out: string | null,
  parent: string,
  name: string,
  first = 'runs.jsonl',
): Promise<string> {
  const folder = out === null ? join(parent, name) : resolve(out);
  try {
    await makeFolder(folder);
    const names = await readdir(folder);
    if (names.length > 0) {
      const goOn = names.includes('session.json')
        ? ` Or go on with that race: compare --resume ${folder}`
        : '';
      throw new HarnessError('results', `the results folder ${folder} is not empty`, `${ANOTHER}${goOn}`);
    }
    // The one certain way to know whether it can be written to.
    await writeFile(join(folder, first), '', { flag: 'wx' });
    await mkdir(join(folder, 'timelines'));
    await rmdir(join(folder, 'timelines'));
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    throw resultsError(folder, error);
  }
  return folder;
}

const ANOTHER = 'Name an empty folder that can be written to with --out DIR.';

export function resultsError(folder: string, error: unknown): HarnessError {
  return new HarnessError('results', `results cannot be written to ${folder}: ${reasonOf(error)}`, ANOTHER, {
    cause: error,
  });
}
