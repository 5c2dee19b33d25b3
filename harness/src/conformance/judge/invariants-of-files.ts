import { hash } from 'node:crypto';
import type { DownloadRecord } from '@fairfetch/contract';
import { lookUp, type Entry, type Tree } from '../sandbox/tree.ts';
import type { Circumstances, Invariant, Seen } from './invariants.ts';
import { entryInWords } from './files.ts';
import { bytesOf } from './words.ts';

/** Of our own process, which the program has inherited. */
const UMASK = process.umask();

const okFiles: Invariant = {
  name: 'ok-files',
  rule: 'A download that is ok has its file: regular, with an inode and the mode of its own, of the size recorded.',
  misfits: ({ observation: { after, asked }, statement: { records } }) =>
    okRecords(records, asked.below).flatMap(({ path, bytes }) => {
      const entry = lookUp(after.dir, path);
      const expected = `file ${path} with ${bytesOf(bytes)}, because its record is ok`;
      if (entry === undefined) return [{ expected, seen: `no ${path}` }];
      const seen = unfit(path, bytes, entry);
      return seen === null ? [] : [{ expected, seen }];
    }),
};

/** Why it is no file of its own of that size, or null. */
function unfit(path: string, bytes: number, entry: Entry): string | null {
  if (entry.kind !== 'file' || entry.bytes !== bytes) return entryInWords(path, entry);
  if (entry.links > 1) return `${path} has ${entry.links} names: it shares its inode`;
  const mode = 0o666 & ~UMASK;
  if ((entry.mode & 0o777) === mode) return null;
  return `${path} has mode ${octal(entry.mode)}, and the umask makes it ${octal(mode)}`;
}

function octal(mode: number): string {
  return `0${(mode & 0o777).toString(8)}`;
}

const digests: Invariant = {
  name: 'digests',
  rule: 'sha256 in a record is that of the stored file.',
  misfits: ({ observation: { after, asked }, statement: { records } }) =>
    okRecords(records, asked.below).flatMap(({ path, sha256 }) => {
      const content = lookUp(after.dir, path)?.content ?? null;
      if (sha256 === undefined || content === null) return [];
      const real = hash('sha256', content, 'hex');
      if (real === sha256) return [];
      return [{ expected: `sha256 ${real} in the record of ${path}`, seen: sha256 }];
    }),
};

const wholeFiles: Invariant = {
  name: 'whole-files',
  rule: 'A file under its final name is always whole; the bytes stored are the bytes sent.',
  misfits: (circumstances) => {
    const { observation, served, expectedFiles } = circumstances;
    const { whole } = served;
    if (whole === null) return [];
    const anything = new Set([...whole.values()].flatMap((ofOneFile) => ofOneFile.keys().toArray()));
    const urls = urlsByPath(circumstances);
    return newFiles(observation.before.dir, observation.after.dir).flatMap(([path, entry]): Seen[] => {
      // What the case says itself has been looked at.
      if (expectedFiles?.entries.has(path) === true || entry.content === null) return [];
      const allowed = (urls.has(path) ? whole.get(urls.get(path) ?? '') : undefined) ?? anything;
      if (allowed.has(hash('sha256', entry.content, 'hex'))) return [];
      const expected = `${path} with a whole file as served, or no ${path}`;
      return [{ expected, seen: `${path} with ${bytesOf(entry.bytes)} that are none of the served files` }];
    });
  },
};

/** The path in the URL each stored file came from, by the file's own path. */
function urlsByPath({ statement, observation }: Circumstances): ReadonlyMap<string, string> {
  return new Map(
    okRecords(statement.records, observation.asked.below).flatMap(({ path, url }) => {
      const pathname = url === undefined ? undefined : URL.parse(url)?.pathname;
      return pathname === undefined ? [] : [[path, pathname] as const];
    }),
  );
}

/** Regular files under final names that are not as they were. */
function newFiles(before: Tree | null, after: Tree | null): readonly (readonly [string, Entry])[] {
  return [...(after ?? [])].filter(([path, entry]) => {
    if (entry.kind !== 'file' || /\.part(\.json)?$/i.test(path)) return false;
    const earlier = before?.get(path);
    const same = earlier?.inode === entry.inode && earlier.content?.equals(entry.content ?? Buffer.alloc(0));
    return same !== true;
  });
}

type OkRecord = DownloadRecord & { readonly path: string; readonly bytes: number };

/** Those that name their file, as the schema asks of them, with its path below the folder that is looked at. */
function okRecords(records: readonly DownloadRecord[], below: string | null): readonly OkRecord[] {
  if (below === null) return [];
  return records
    .filter(
      (record): record is OkRecord =>
        record.state === 'ok' && typeof record.path === 'string' && typeof record.bytes === 'number',
    )
    .map((record) => Object.assign({}, record, { path: `${below}${record.path}` }));
}

export const FILE_INVARIANTS: readonly Invariant[] = [okFiles, wholeFiles, digests];
