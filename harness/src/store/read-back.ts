import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { check, type Session, type StoredRun } from '@fairfetch/contract';
import { HarnessError, reasonOf } from '../errors.ts';
import { firstBadRun } from './check-runs.ts';
import { sessionProblems } from './check-session.ts';
import { RUNS_FORMAT, SESSION_FORMAT } from './formats.ts';

/** What a results folder holds. */
export interface Stored {
  readonly folder: string;
  readonly session: Session;
  readonly runs: readonly StoredRun[];
  /** The last line was cut off: whoever wrote it was killed while doing so. */
  readonly torn: boolean;
  /** Bytes of runs.jsonl that are whole lines. */
  readonly wholeBytes: number;
}

/**
 * Reads a results folder: every line through its schema, and against the plan. A torn last line is left out.
 * @throws HarnessError `results` for anything else that is not as it was written, by its line
 */
export async function readResults(folder: string): Promise<Stored> {
  const session = readSession(folder, (await contentOf(folder, 'session.json')).toString());
  const content = await contentOf(folder, 'runs.jsonl');
  // Every whole line ends with a line feed, so what follows the last one is empty, or torn.
  const wholeBytes = content.lastIndexOf('\n') + 1;
  const lines = content.subarray(0, wholeBytes).toString().split('\n').slice(0, -1);
  const runs = lines.map((line, index) => readRun(folder, line, index + 1));
  const bad = firstBadRun(session, runs);
  if (bad !== null) throw unfit(folder, `runs.jsonl, line ${bad.line}`, 'does not fit', bad.problem);
  return { folder, session, runs, torn: wholeBytes < content.length, wholeBytes };
}

function readSession(folder: string, text: string): Session {
  const value = readJson(folder, 'session.json', text);
  requireFormat(folder, 'session.json', value, SESSION_FORMAT);
  const session = check('session', value);
  if (session.state === 'invalid') throw damaged(folder, 'session.json', session.problems);
  const problems = sessionProblems(session.value);
  if (problems.length > 0) throw damaged(folder, 'session.json', problems);
  return session.value;
}

function readRun(folder: string, line: string, number: number): StoredRun {
  const name = `runs.jsonl, line ${number}`;
  const value = readJson(folder, name, line);
  requireFormat(folder, name, value, RUNS_FORMAT);
  const run = check('stored-run', value);
  if (run.state === 'invalid') throw damaged(folder, name, run.problems);
  return run.value;
}

function readJson(folder: string, name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(folder, name, [`not JSON: ${(error as Error).message}`]);
  }
}

/** Another version's file is not damaged, and must not be taken for a file of ours. */
function requireFormat(folder: string, name: string, value: unknown, ours: number): void {
  const { format, provenance } = (value ?? {}) as {
    readonly format?: unknown;
    readonly provenance?: { readonly harness?: unknown };
  };
  if (!Number.isSafeInteger(format) || format === ours) return;
  const version = provenance?.harness;
  const writer = typeof version === 'string' ? `fairfetch ${version}` : 'the version';
  throw new HarnessError(
    'results',
    `${join(folder, name)} is of format ${String(format)}, and this version reads format ${ours}`,
    `Read it with ${writer} that wrote it, or race again.`,
  );
}

async function contentOf(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name));
  } catch (error) {
    const isFolder = await readdir(folder).then(
      () => true,
      () => false,
    );
    const code = (error as NodeJS.ErrnoException).code;
    if (!isFolder || code !== 'ENOENT') throw unreadable(isFolder ? join(folder, name) : folder, error);
    throw new HarnessError(
      'results',
      `${folder} holds no ${name}, so it is no results folder, or of a race that ended before its first run`,
      'Name the folder that `compare` wrote; it says where at its start and at its end.',
      { cause: error },
    );
  }
}

function unreadable(path: string, error: unknown): HarnessError {
  const message = `${path} cannot be read: ${reasonOf(error)}`;
  return new HarnessError('results', message, 'Name a results folder that you can read.', { cause: error });
}

function damaged(folder: string, what: string, problems: readonly string[]): HarnessError {
  return unfit(folder, what, 'is damaged', problems.join('; '));
}

function unfit(folder: string, what: string, how: string, problem: string): HarnessError {
  const message = `${join(folder, what)} ${how}: ${problem}`;
  return new HarnessError('results', message, 'Race again, or take the folder from a copy.');
}
