import { join } from 'node:path';
import type { DownloadRecord, FileCheck, Flag } from '@fairfetch/contract';
import { digestOf, mapFew } from './digest.ts';
import { fileCheck, misfitOf, unwanted } from './files.ts';
import { listFiles } from './listing.ts';
import { flag } from './meanings.ts';

const HASHED_AT_ONCE = 4;

/** Digest of each file by its path, of the first run that brought it home, and whose run that was. */
export class Digests {
  readonly #first = new Map<string, { readonly sha256: string; readonly variant: string }>();

  /** Paths whose bytes are not those an earlier run received. */
  compare(variant: string, digests: ReadonlyMap<string, string>): readonly string[] {
    const differing: string[] = [];
    for (const [path, sha256] of digests) {
      const first = this.#first.get(path);
      if (first === undefined) this.#first.set(path, { sha256, variant });
      else if (first.sha256 !== sha256) differing.push(`${path} (first: ${first.variant})`);
    }
    return differing;
  }
}

export interface OwnListCheck {
  readonly files: FileCheck;
  readonly flags: readonly Flag[];
}

/**
 * Without an origin nobody knows beforehand what the files hold: each must have the size its record says, and the
 * same bytes for everyone. Other bytes are a flag, not a failure, because a server may change what it sends.
 */
export async function checkOwnList(
  folder: string,
  records: readonly DownloadRecord[],
  variant: string,
  digests: Digests,
): Promise<OwnListCheck> {
  const entries = await listFiles(folder);
  const claimed = records.flatMap(({ state, path, bytes }) =>
    state === 'ok' && path !== undefined && bytes !== undefined ? [{ path, bytes }] : [],
  );
  const wanted = new Set(claimed.map(({ path }) => path));
  const misfits = claimed.map(({ path, bytes }) => misfitOf(path, bytes, entries.get(path)));
  const notOk = records.filter(({ state }) => state !== 'ok').map(notDownloaded);
  const extra = [...entries.keys()].filter((path) => !wanted.has(path)).map(unwanted);
  const sound = claimed.filter((_, index) => misfits[index] === null);
  const hashed = await mapFew(sound, HASHED_AT_ONCE, async ({ path, bytes }) => {
    return [path, await digestOf(join(folder, path), bytes)] as const;
  });
  const findings = [...misfits.filter((each) => each !== null), ...notOk, ...extra];
  return {
    files: fileCheck(records.length, findings),
    flags: differenceFlags(digests.compare(variant, new Map(hashed))),
  };
}

function notDownloaded({ index, path, url, state, error }: DownloadRecord): ReturnType<typeof unwanted> {
  const what = path ?? url ?? `job ${index}`;
  return { fault: 'missing', sentence: `${what} ${state}${error === undefined ? '' : ` (${error.code})`}` };
}

function differenceFlags(differing: readonly string[]): readonly Flag[] {
  if (differing.length === 0) return [];
  const message = `${differing.length} files hold other bytes than in an earlier run, ${differing[0]}: the server's content may have changed`;
  return [flag('content-differs', message)];
}
