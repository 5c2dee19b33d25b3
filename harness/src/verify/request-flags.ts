import type { DownloadRecord, Flag } from '@fairfetch/contract';
import type { ExpectedFile, Truth } from '../run/index.ts';
import type { JobSpec } from '../scenarios/index.ts';
import { carriesFile, requestsOf, type RequestSpan } from '../timeline/index.ts';
import { flag } from './meanings.ts';

export interface Requested {
  readonly truth: Truth;
  readonly jobs: readonly JobSpec[];
  /** Aligned with the jobs. */
  readonly expected: readonly ExpectedFile[];
  /** null: a peer, which says nothing of itself. */
  readonly records: readonly DownloadRecord[] | null;
}

/** How many of something for each file of the session, by its index. */
type PerFile = ReadonlyMap<number, number>;

/** Where the requests, one by one, are not what the list asks for or the records claim. */
export function requestFlags({ truth, jobs, expected, records }: Requested): readonly Flag[] {
  const requests = requestsOf(truth);
  // An account that does not tell every request proves nothing of those it leaves out.
  if (requests.length !== truth.requests) return [];
  const claims =
    records === null ? [] : [unclaimed(requests, jobs, records), unrequested(requests, jobs, records)];
  return [resent(requests, expected), ...claims].filter((each) => each !== null);
}

/** More bytes of the files than they have, whatever the reason: a retry from zero, a range asked for twice. */
function resent(requests: readonly RequestSpan[], expected: readonly ExpectedFile[]): Flag | null {
  const sent = requests.filter(carriesFile).reduce((sum, { bytes }) => sum + bytes, 0);
  const needed = expected.reduce((sum, { bytes }) => sum + bytes, 0);
  if (sent <= needed) return null;
  return flag(
    'bytes-resent',
    `${sent} bytes of files were sent where ${needed} suffice, ${sent - needed} again`,
  );
}

/** A record claims the requests of as many attempts as it names. */
function unclaimed(
  requests: readonly RequestSpan[],
  jobs: readonly JobSpec[],
  records: readonly DownloadRecord[],
): Flag | null {
  const seen = perFile(requests.map(({ file }) => [file, 1]));
  const claimed = perFile(records.map(({ index, attempts }) => [jobs[index]?.file ?? null, attempts ?? 0]));
  const { count, first } = surplus(seen, claimed, jobs);
  return count === 0
    ? null
    : flag(
        'requests-unclaimed',
        `${count} request${count === 1 ? '' : 's'} that no record claims, the first for ${first}`,
      );
}

function unrequested(
  requests: readonly RequestSpan[],
  jobs: readonly JobSpec[],
  records: readonly DownloadRecord[],
): Flag | null {
  const whole = requests.filter((request) => request.complete && carriesFile(request));
  const served = perFile(whole.map(({ file }) => [file, 1]));
  const ok = records.filter(({ state }) => state === 'ok');
  const claimed = perFile(ok.map(({ index }) => [jobs[index]?.file ?? null, 1]));
  const { count, first } = surplus(claimed, served, jobs);
  return count === 0
    ? null
    : flag(
        'downloads-unrequested',
        `${count} download${count === 1 ? '' : 's'} claimed and never served, the first ${first}`,
      );
}

function perFile(counts: readonly (readonly [file: number | null, count: number])[]): PerFile {
  const sums = new Map<number, number>();
  for (const [file, count] of counts) if (file !== null) sums.set(file, (sums.get(file) ?? 0) + count);
  return sums;
}

/** How many more there are than others, summed over the files where there are more, and one such file's name. */
function surplus(
  these: PerFile,
  others: PerFile,
  jobs: readonly JobSpec[],
): { readonly count: number; readonly first: string } {
  const over = [...these]
    .map(([file, count]) => ({ file, count: count - (others.get(file) ?? 0) }))
    .filter(({ count }) => count > 0)
    .toSorted((left, right) => left.file - right.file);
  const first = jobs.find(({ file }) => file === over[0]?.file)?.path ?? 'an unknown file';
  return { count: over.reduce((sum, { count }) => sum + count, 0), first };
}
