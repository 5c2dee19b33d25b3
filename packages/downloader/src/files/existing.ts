import { lstatSync, open, read, close } from 'node:fs';
import { promisify } from 'node:util';
import type { ExistingMode } from '../cli/options.ts';
import type { Digest } from '../download/work.ts';
import { startSha256 } from '../download/work.ts';
import { failure } from '../failures/failure.ts';
import type { PlannedJob } from '../jobs/job.ts';
import type { Place } from './place.ts';

const CHUNK_BYTES = 1024 * 1024;

export type Existing = 'go-on' | { readonly skip: { readonly sha256: string | undefined } };

/**
 * What --existing says to a file that is there already.
 * @param mustStop asked between pieces of a long file
 * @throws DownloadFailure with --existing fail
 */
export function lookAtExisting(
  mode: ExistingMode,
  job: PlannedJob,
  place: Place,
  mustStop: () => boolean,
): Existing | Promise<Existing> {
  if (mode === 'overwrite') return 'go-on';
  const kind = lstatSync(place.path, { throwIfNoEntry: false });
  if (kind === undefined) return 'go-on';
  if (mode === 'fail') throw failure('exists', {});
  if (!kind.isFile() || (job.bytes !== undefined && job.bytes !== kind.size)) return 'go-on';
  if (job.sha256 === undefined) return { skip: { sha256: undefined } };
  return compareDigest(job.sha256, place, kind.size, mustStop);
}

async function compareDigest(
  expected: string,
  place: Place,
  bytes: number,
  mustStop: () => boolean,
): Promise<Existing> {
  const digest = startSha256();
  const isWhole = await digestStart(place.path, bytes, [digest], mustStop);
  const sha256 = digest.hex();
  return isWhole && sha256 === expected ? { skip: { sha256 } } : 'go-on';
}

/**
 * Feeds the first bytes of a file to digests, without holding up transfers or signals.
 * @returns whether there were so many, and they could be read
 */
export async function digestStart(
  path: string,
  bytes: number,
  digests: readonly Digest[],
  mustStop: () => boolean,
): Promise<boolean> {
  let descriptor: number | undefined;
  try {
    descriptor = await promisify(open)(path, 'r');
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, bytes));
    for (let at = 0; at < bytes;) {
      const { bytesRead } = await promisify(read)(
        descriptor,
        chunk,
        0,
        Math.min(chunk.length, bytes - at),
        at,
      );
      if (bytesRead === 0 || mustStop()) return false;
      for (const digest of digests) digest.update(chunk.subarray(0, bytesRead));
      at += bytesRead;
    }
    return true;
  } catch {
    // What cannot be read is downloaded anew, and that tells what is wrong with it.
    return false;
  } finally {
    if (descriptor !== undefined) await promisify(close)(descriptor);
  }
}
