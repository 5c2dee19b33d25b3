import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckReport } from '@fairfetch/contract';
import { HarnessError, reasonOf } from '../errors.ts';
import { makeFolder } from '../folders.ts';
import { writeWhole } from '../store/whole-file.ts';
import { shortRevision } from './words.ts';

/**
 * Adds a report to the history in a folder, which is made where it is not there. No file is ever overwritten.
 * @returns the path of the new file
 * @throws HarnessError `results` when it cannot be written
 */
export async function keepReport(report: CheckReport, folder: string): Promise<string> {
  try {
    await makeFolder(folder);
    const name = await reserve(folder, nameOf(report));
    await writeReserved(folder, name, `${JSON.stringify(report, null, 2)}\n`);
    return join(folder, name);
  } catch (error) {
    throw new HarnessError(
      'results',
      `the report cannot be kept in ${folder}: ${reasonOf(error)}`,
      'Name a folder that can be written to with --keep DIR.',
      { cause: error },
    );
  }
}

/** `2026-01-31T12-00-00Z-0123456`: sorts by time, and is a valid name everywhere. */
function nameOf({ startedAt, candidate: { revision, changes } }: CheckReport): string {
  const time = startedAt.replace(/\.\d+/, '').replaceAll(':', '-');
  // The schema does not say that a revision is a hash: nothing else may become part of a path.
  const isClean = revision !== null && changes === null && /^[0-9a-f]+$/.test(revision);
  return `${time}-${isClean ? shortRevision(revision) : 'tree'}`;
}

/** Takes a name that nobody has, by making an empty file: two that keep at once (shards do) get two names. */
async function reserve(folder: string, stem: string): Promise<string> {
  for (let turn = 1; ; turn++) {
    const name = turn === 1 ? `${stem}.json` : `${stem}-${turn}.json`;
    try {
      const file = await open(join(folder, name), 'wx');
      await file.close();
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** An empty file that was to be a report is not left behind. */
async function writeReserved(folder: string, name: string, text: string): Promise<void> {
  try {
    await writeWhole(folder, name, text);
  } catch (error) {
    await rm(join(folder, `${name}.new`), { force: true });
    await rm(join(folder, name), { force: true });
    throw error;
  }
}
