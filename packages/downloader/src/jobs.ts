import type { Job } from '@fairfetch/contract';
import { DownloadFailure, quoted } from './failures.ts';
import { deriveName, isSafePath, TakenNames } from './names.ts';
import type { Line, LineSource } from './lines.ts';

/** A job whose URL holds and whose name is taken. Plain data, so that it can be sent to another thread. */
export interface PlannedJob {
  readonly index: number;
  readonly line?: number;
  readonly url: string;
  /** Relative to the output folder. */
  readonly path: string;
  readonly sha256?: string;
  readonly bytes?: number;
}

/** A line that is no job, or a job that may not have its path: one failed download, without an attempt. */
export interface RefusedJob {
  readonly index: number;
  readonly line?: number;
  readonly url?: string;
  readonly path?: string;
  readonly failure: DownloadFailure;
}

/** Jobs one at a time: the next, a promise of it, or undefined when there are no more. */
export interface JobSource {
  take(): PlannedJob | undefined | Promise<PlannedJob | undefined>;
}

/** Jobs are read when they are asked for, so a million lines are never a million objects. */
export class PlannedJobs implements JobSource {
  readonly #lines: LineSource;
  readonly #onRefused: (refused: RefusedJob) => void;
  readonly #names = new TakenNames();
  #count = 0;
  #areAllTaken = false;

  constructor(lines: LineSource, onRefused: (refused: RefusedJob) => void) {
    this.#lines = lines;
    this.#onRefused = onRefused;
  }

  /** Jobs handed out or refused so far. */
  get count(): number {
    return this.#count;
  }

  /** How much of the input has been taken, 0 to 1; undefined where nobody knows how much there is. */
  get shareTaken(): number | undefined {
    return this.#areAllTaken ? 1 : this.#lines.shareTaken;
  }

  take(): PlannedJob | undefined | Promise<PlannedJob | undefined> {
    for (;;) {
      const line = this.#lines.next();
      if (line === 'later') return this.#lines.wait().then(() => this.take());
      if (line === undefined) {
        this.#areAllTaken = true;
        return undefined;
      }
      const planned = isNoJob(line) ? undefined : this.#plan(line);
      if (planned !== undefined) return planned;
    }
  }

  #plan(line: Line): PlannedJob | undefined {
    const index = this.#count;
    this.#count += 1;
    const where = line.number === undefined ? { index } : { index, line: line.number };
    let known: { url?: string; path?: string } = {};
    try {
      const job = readJob(line.text);
      known = { url: job.url, ...(typeof job.path === 'string' && { path: job.path }) };
      const url = readUrl(job.url);
      const { sha256, bytes } = job;
      return {
        ...where,
        url: url.href,
        path: this.#takePath(job, url),
        ...(typeof sha256 === 'string' && { sha256: sha256.toLowerCase() }),
        ...(typeof bytes === 'number' && { bytes }),
      };
    } catch (error) {
      if (!(error instanceof DownloadFailure)) throw error;
      this.#onRefused({ ...where, ...known, failure: error });
      return undefined;
    }
  }

  #takePath(job: Job, url: URL): string {
    const path = job.path ?? undefined;
    if (path === undefined) return this.#names.takeDerived(deriveName(url));
    if (!isSafePath(path)) throw new DownloadFailure('unsafe-path', `the path ${quoted(path)} is not safe`);
    if (this.#names.takeExplicit(path)) return path;
    throw new DownloadFailure('duplicate-path', `an earlier job of this run has the path ${quoted(path)}`);
  }
}

function isNoJob({ text, number }: Line): boolean {
  return number !== undefined && (text.startsWith('#') || text.trim() === '');
}

function readJob(text: string): Job {
  const line = text.trim();
  if (!line.startsWith('{')) return { url: line };
  let value: Partial<Record<keyof Job, unknown>>;
  try {
    value = JSON.parse(line) as Partial<Record<keyof Job, unknown>>;
  } catch (error) {
    throw badJob('the line is not JSON', error);
  }
  const { url, path, sha256, bytes } = value;
  if (typeof url !== 'string' || url === '') throw badJob('the job has no "url" that is a text');
  if (!isAbsent(path) && typeof path !== 'string') throw badJob('the job\'s "path" is not a text');
  if (!isAbsent(sha256) && !(typeof sha256 === 'string' && /^[0-9a-f]{64}$/iu.test(sha256))) {
    throw badJob('the job\'s "sha256" is not 64 hexadecimal digits');
  }
  if (!isAbsent(bytes) && !(Number.isSafeInteger(bytes) && (bytes as number) >= 0)) {
    throw badJob('the job\'s "bytes" is not a whole number from 0');
  }
  return value as Job;
}

function readUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw badJob('this is not a URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw badJob(`only http and https are fetched, not ${url.protocol.slice(0, -1)}`);
  return url;
}

function badJob(reason: string, cause?: unknown): DownloadFailure {
  return new DownloadFailure('bad-job', reason, cause);
}

/** A JSON null is as good as absent. */
function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
