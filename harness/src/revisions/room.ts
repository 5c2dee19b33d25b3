import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError, reasonOf } from '../errors.ts';

const PROBE_BYTES = 16 * 1024 * 1024;
const CHUNK = Buffer.alloc(1024 * 1024, 1);

/**
 * Why a folder takes no more, or null where it does. To be asked when something could not be written and the program
 * did not say why, as git does not.
 */
export async function whyFull(folder: string): Promise<string | null> {
  const probe = join(folder, '.room');
  try {
    const file = await open(probe, 'wx');
    try {
      for (let bytes = 0; bytes < PROBE_BYTES; bytes += CHUNK.length) await file.write(CHUNK);
    } finally {
      await file.close();
    }
    return null;
  } catch (error) {
    return reasonOf(error);
  } finally {
    await rm(probe, { force: true }).catch(() => {});
  }
}

export function noRoom(folder: string, reason: string, cause?: unknown): HarnessError {
  return new HarnessError(
    'scratch',
    `the trees of the check cannot be made in ${folder}: ${reason}`,
    'Make room there, or name another folder with TMPDIR=DIR in the environment.',
    { cause },
  );
}
