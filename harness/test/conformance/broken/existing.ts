import { closeSync, lstatSync, openSync, readSync } from 'node:fs';
import { broken } from './defects.ts';
import { Digests } from './digests.ts';
import { Failure } from './failure.ts';
import { removeParts } from './files.ts';
import type { Job } from './jobs.ts';

export const EXISTING_MODES = ['overwrite', 'skip', 'fail'] as const;
export type ExistingMode = (typeof EXISTING_MODES)[number];

export interface Skipped {
  readonly sha256?: string;
}

/**
 * Whether what stands under the final name makes the download needless.
 * @throws Failure where it is not to be touched
 */
export function checkExisting(path: string, job: Job, mode: ExistingMode): Skipped | undefined {
  const kind = lstatSync(path, { throwIfNoEntry: false });
  if (kind === undefined) return undefined;
  if (mode === 'fail' && !broken('fail-overwrites')) throw new Failure('exists');
  const isSkipping = (mode === 'skip' && !broken('skip-never')) || broken('existing-is-kept');
  if (!isSkipping || !kind.isFile()) return undefined;
  const { bytes, sha256 } = job;
  if (bytes !== undefined && bytes !== kind.size && !broken('skip-always')) return undefined;
  const found = sha256 === undefined ? undefined : digestOf(path);
  if (found !== sha256 && !broken('skip-always') && !broken('skip-by-size-alone')) return undefined;
  if (!broken('skip-leaves-part')) removeParts(path);
  return found === undefined ? {} : { sha256: found };
}

function digestOf(path: string): string | undefined {
  const digests = new Digests('sha256', true);
  const descriptor = openSync(path, 'r');
  const piece = Buffer.alloc(1 << 20);
  try {
    for (let bytes = readSync(descriptor, piece); bytes > 0; bytes = readSync(descriptor, piece)) {
      digests.update(piece.subarray(0, bytes));
    }
  } finally {
    closeSync(descriptor);
  }
  return digests.results().sha256;
}
