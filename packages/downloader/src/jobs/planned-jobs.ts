import type { Job } from '@fairfetch/contract';
import { DownloadFailure, failure } from '../failures/failure.ts';
import type { FailureParams } from '../failures/messages.ts';
import { ReadJob, type JobSource, type PlannedJob, type RefusedJob } from './job.ts';
import { InputLines, type Line, type LineSource } from './lines.ts';
import { deriveName, pathFlaw } from './names.ts';
import { TakenNames } from './taken-names.ts';

/** Lines that are no job are passed over so many at a time. */
const MOST_PASSED = 256;

/** Jobs are read when they are asked for, so a million lines are never a million objects. */
export class PlannedJobs implements JobSource {
  readonly #lines: LineSource;
  readonly #onRefused: (refused: RefusedJob) => void;
  readonly #names = new TakenNames();
  #count = 0;
  #areAllTaken = false;
  #isStopped = false;

  constructor(lines: LineSource, onRefused: (refused: RefusedJob) => void) {
    this.#lines = lines;
    this.#onRefused = onRefused;
  }

  /** Jobs handed out or refused so far. */
  get count(): number {
    return this.#count;
  }

  /** Whether the end of the input has been reached, so that `count` is all. */
  get areAllTaken(): boolean {
    return this.#areAllTaken;
  }

  stop(): readonly PlannedJob[] {
    this.#isStopped = true;
    return [];
  }

  take(): PlannedJob | undefined | Promise<PlannedJob | undefined> {
    const taken = this.#takeNow();
    return taken instanceof Promise ? this.#takeAfter(taken) : taken;
  }

  async #takeAfter(first: Promise<void>): Promise<PlannedJob | undefined> {
    await first;
    for (;;) {
      const taken = this.#takeNow();
      if (!(taken instanceof Promise)) return taken;
      await taken;
    }
  }

  /** @returns a job, nothing where there are no more, or what has to be waited for */
  #takeNow(): PlannedJob | undefined | Promise<void> {
    for (let passed = 0; !this.#isStopped; passed += 1) {
      // A million refused lines in a row must not keep signals, transfers and records waiting.
      if (passed === MOST_PASSED) return new Promise((resolve) => setImmediate(resolve));
      const line = this.#lines.next();
      if (line === 'later') return this.#lines.wait();
      if (line === undefined) {
        this.#areAllTaken = true;
        return undefined;
      }
      const planned = isNoJob(line) ? undefined : this.#plan(line);
      if (planned !== undefined) return planned;
    }
    return undefined;
  }

  #plan(line: Line): PlannedJob | undefined {
    const index = this.#count;
    this.#count += 1;
    let known: { url?: string; path?: string } = {};
    try {
      if (line.flaw !== undefined) throw badJob({ kind: line.flaw });
      const job = readJob(line.text);
      known = { url: job.url, ...(typeof job.path === 'string' && { path: job.path }) };
      const url = readUrl(job.url);
      const { sha256, bytes } = job;
      return new ReadJob({ index, line: line.number, path: this.#takePath(job, url) }, url, {
        sha256: typeof sha256 === 'string' ? sha256.toLowerCase() : undefined,
        bytes: typeof bytes === 'number' ? bytes : undefined,
      });
    } catch (error) {
      if (!(error instanceof DownloadFailure)) throw error;
      this.#onRefused({ index, line: line.number, ...known, failure: error });
      return undefined;
    }
  }

  #takePath(job: Job, url: URL): string {
    const path = job.path ?? undefined;
    if (path === undefined) return this.#names.takeDerived(deriveName(url));
    const flaw = pathFlaw(path);
    if (flaw !== undefined) throw failure('unsafe-path', { path, reason: flaw });
    if (this.#names.takeExplicit(path)) return path;
    throw failure('duplicate-path', { path });
  }
}

/** The jobs there will be: arguments, and lines of a file that are read twice for that. */
export function countJobs(urls: readonly string[], input: string | undefined): number {
  const lines = new InputLines([], input);
  let count = urls.length;
  for (let line = lines.next(); line !== undefined && line !== 'later'; line = lines.next()) {
    if (!isNoJob(line)) count += 1;
  }
  return count;
}

function isNoJob({ text, number, flaw }: Line): boolean {
  return number !== undefined && flaw === undefined && (text.startsWith('#') || text.trim() === '');
}

function readJob(text: string): Job {
  const line = text.trim();
  if (!line.startsWith('{')) return { url: line };
  let value: Partial<Record<keyof Job, unknown>>;
  try {
    value = JSON.parse(line) as Partial<Record<keyof Job, unknown>>;
  } catch (error) {
    throw badJob({ kind: 'json' }, error);
  }
  const { url, path, sha256, bytes } = value;
  if (typeof url !== 'string' || url === '') throw badJob({ kind: 'no-url' });
  if (!isAbsent(path) && typeof path !== 'string')
    throw badJob({ kind: 'field', field: 'path', takes: 'a text' });
  if (!isAbsent(sha256) && !(typeof sha256 === 'string' && /^[0-9a-f]{64}$/iu.test(sha256))) {
    throw badJob({ kind: 'field', field: 'sha256', takes: '64 hexadecimal digits' });
  }
  if (!isAbsent(bytes) && !(Number.isSafeInteger(bytes) && (bytes as number) >= 0)) {
    throw badJob({ kind: 'field', field: 'bytes', takes: 'a whole number from 0' });
  }
  return value as Job;
}

function readUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw badJob({ kind: 'url' });
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw badJob({ kind: 'scheme', scheme: url.protocol.slice(0, -1) });
  return url;
}

function badJob(params: FailureParams['bad-job'], cause?: unknown): DownloadFailure {
  return failure('bad-job', params, cause);
}

/** A JSON null is as good as absent. */
function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
