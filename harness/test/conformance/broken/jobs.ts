import type { Job as JobLine } from '@fairfetch/contract';
import { broken } from './defects.ts';
import { Failure } from './failure.ts';
import { readLines, type Line } from './lines.ts';
import { deriveName, pathFlaw, type TakenNames } from './names.ts';

interface Place {
  readonly index: number;
  readonly line?: number;
}

export interface Job extends Place {
  readonly url: URL;
  /** Relative to DIR. */
  readonly path: string;
  readonly sha256?: string;
  readonly bytes?: number;
}

/** A line that is no job, or a job that may not have its path. */
export interface Refused extends Place {
  readonly url?: string;
  readonly path?: string;
  readonly failure: Failure;
}

/** Jobs in input order, their names taken; refused ones among them. */
export async function* readJobs(
  urls: readonly string[],
  input: string | undefined,
  names: TakenNames,
): AsyncGenerator<Job | Refused> {
  for await (const { line, index } of indexed(readLines(urls, input))) {
    const job = plan(line, index, names);
    if ('failure' in job && job.failure.code === 'bad-job') {
      if (broken('bad-lines-without-record')) continue;
      if (broken('other-schemes-ignored') && job.failure.message.startsWith('only http')) continue;
      yield job;
      if (broken('bad-line-stops-the-run')) return;
    } else yield job;
  }
}

interface Indexed {
  readonly line: Line;
  readonly index: number;
}

async function* indexed(lines: AsyncIterable<Line>): AsyncGenerator<Indexed> {
  let index = 0;
  const all: Indexed[] = [];
  for await (const line of lines) {
    if (broken('input-read-whole')) all.push({ line, index });
    else if (broken('numbers-from-the-end')) all.unshift({ line, index });
    else yield { line, index };
    if (broken('index-skips-bad-lines') && !/^(?:https?:|\{)/u.test(line.text)) continue;
    index += 1;
  }
  yield* all;
}

function plan(line: Line, index: number, names: TakenNames): Job | Refused {
  const place = { index, ...(line.number !== undefined && { line: line.number }) };
  let known: { url?: string; path?: string } = {};
  try {
    if (line.flaw !== undefined) throw new Failure('bad-job', { kind: line.flaw });
    const job = readJob(line.text.replaceAll(/^[ \t\f\v\r]+|[ \t\f\v\r]+$/gu, ''));
    known = { url: job.url, ...(typeof job.path === 'string' && { path: job.path }) };
    const url = readUrl(job.url);
    const path = takePath(job, url, names);
    const { sha256, bytes } = job;
    return {
      ...place,
      url,
      path,
      ...(typeof sha256 === 'string' && { sha256: withoutCase(sha256) }),
      ...(typeof bytes === 'number' && { bytes }),
    };
  } catch (error) {
    if (error instanceof Failure) return { ...place, ...known, failure: error };
    throw error;
  }
}

function readJob(text: string): JobLine {
  if (!text.startsWith('{')) return { url: text };
  let value: Partial<Record<keyof JobLine, unknown>>;
  try {
    value = JSON.parse(text) as Partial<Record<keyof JobLine, unknown>>;
  } catch (error) {
    throw new Failure('bad-job', { kind: 'json' }, error);
  }
  const { url, path, sha256, bytes, ...others } = value;
  refuseIf('no-url', typeof url !== 'string' || url === '');
  if (broken('wrong-types-accepted')) return { url: String(url) };
  refuseIf('path', isThere(path) && typeof path !== 'string');
  refuseIf('sha256', isThere(sha256) && !(typeof sha256 === 'string' && /^[0-9a-f]{64}$/iu.test(sha256)));
  refuseIf('bytes', isThere(bytes) && !(Number.isSafeInteger(bytes) && (bytes as number) >= 0));
  refuseIf('a field is unknown', broken('unknown-fields-refused') && Object.keys(others).length > 0);
  return value as JobLine;
}

function refuseIf(kind: string, isFlawed: boolean): void {
  if (isFlawed) throw new Failure('bad-job', { kind });
}

/** A JSON null is as good as absent. */
function isThere(value: unknown): boolean {
  return value !== undefined && (value !== null || broken('null-not-absent'));
}

function withoutCase(digest: string): string {
  return broken('digest-case-matters') ? digest : digest.toLowerCase();
}

function readUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new Failure('bad-job', { kind: 'url' });
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== 'http' && scheme !== 'https') throw new Failure('bad-job', { kind: 'scheme', scheme });
  if (broken('no-index-name') && url.pathname.endsWith('/')) throw new Failure('bad-job', { kind: 'url' });
  return url;
}

function takePath(job: JobLine, url: URL, names: TakenNames): string {
  const given = job.path ?? undefined;
  if (given === undefined || (given === '' && broken('empty-path-as-absent')))
    return names.takeDerived(deriveName(url));
  const flaw = pathFlaw(given);
  if (flaw !== undefined) throw new Failure('unsafe-path', { path: given, reason: flaw });
  const path = (given.split('\0')[0] ?? '').split(broken('flattens-folders') ? '/' : '\0').at(-1) ?? '';
  if (names.takeExplicit(path) || broken('overwrites-duplicate-paths')) return path;
  throw new Failure('duplicate-path', { path });
}
