import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parse, type DownloadRecord, type Summary } from '@fairfetch/contract';

/** A program of the contract as the harness starts it, its strategy named. */
export type ProgramCommand = readonly [file: string, ...words: string[]];

/** A folder of its own for one test. */
export class Workspace implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'downloader-'));
  readonly out = join(this.path, 'out');
  readonly records = join(this.path, 'records.jsonl');

  file(name: string, content: string): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    return path;
  }

  /** A job list, one JSON line each, or the line itself where it is a string. */
  list(jobs: readonly (string | object)[]): string {
    return this.file(
      'jobs.jsonl',
      jobs.map((job) => (typeof job === 'string' ? job : JSON.stringify(job))).join('\n'),
    );
  }

  /** Every file of the output folder, relative to it, sorted. */
  outFiles(): string[] {
    const all = readdirSync(this.out, { recursive: true, encoding: 'utf8' });
    return all.filter((name) => !statSync(join(this.out, name)).isDirectory()).toSorted();
  }

  remove(name: string): void {
    rmSync(join(this.out, name), { recursive: true });
  }

  exists(name: string): boolean {
    return existsSync(join(this.out, name));
  }

  /** Settles when a file has so many bytes. */
  async grown(name: string, bytes: number): Promise<void> {
    const path = join(this.out, name);
    while ((statSync(path, { throwIfNoEntry: false })?.size ?? -1) < bytes) await setTimeout(10);
  }

  read(name: string): Buffer {
    return readFileSync(join(this.out, name));
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Raced extends Ended {
  readonly summary: Summary;
  readonly records: readonly DownloadRecord[];
}

export interface Surroundings {
  /** What is written to its standard input; null leaves that open, and nothing comes. */
  readonly input?: string | null;
  readonly env?: NodeJS.ProcessEnv;
  /** A program that starts it, with its arguments: prlimit, strace. */
  readonly under?: readonly string[];
  /** The reader of its standard output, or error, is gone before it starts. */
  readonly closed?: 'stdout' | 'stderr';
  /** Called as soon as something is said on stderr. */
  readonly onStderr?: () => void;
}

/** A process under way. */
export interface Started {
  readonly ended: Promise<Ended>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

export function startProcess(
  command: ProgramCommand,
  words: readonly string[],
  { input = '', env = {}, under = [], closed, onStderr }: Surroundings = {},
): Started {
  const [file, ...rest] = [...under, process.execPath, ...command, ...words] as [string, ...string[]];
  const child = spawn(file, rest, {
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', ...env },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onStderr?.();
  });
  if (closed !== undefined) child[closed].destroy();
  child.stdin.on('error', () => undefined);
  if (input !== null) child.stdin.end(input);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { ended, kill: (signal) => void child.kill(signal) };
}

/** Starts a program as a process and waits for its end. */
export function runProcess(
  command: ProgramCommand,
  words: readonly string[],
  surroundings: Surroundings = {},
): Promise<Ended> {
  return startProcess(command, words, surroundings).ended;
}

/** The words of a run whose summary and records are wanted. */
export function raceWords({ out, records }: Workspace, list: string): string[] {
  return ['-i', list, '-d', out, '--json', '--records', records, '--progress', 'none'];
}

/** A run with summary and records, both checked against the contract's schemas before anything else is looked at. */
export function runRace(
  command: ProgramCommand,
  workspace: Workspace,
  jobs: readonly (string | object)[],
  ...options: readonly string[]
): Promise<Raced> {
  return startRace(command, workspace, jobs, options).raced;
}

/** The same, of a run that is to be interfered with. */
export function startRace(
  command: ProgramCommand,
  workspace: Workspace,
  jobs: readonly (string | object)[],
  options: readonly string[] = [],
  surroundings: Surroundings = {},
): Started & { readonly raced: Promise<Raced> } {
  const words = [...raceWords(workspace, workspace.list(jobs)), ...options];
  const started = startProcess(command, words, surroundings);
  return { ...started, raced: started.ended.then((ended) => readRace(ended, workspace)) };
}

function readRace(ended: Ended, workspace: Workspace): Raced {
  if (ended.code === null || ![0, 1, 130, 143].includes(ended.code))
    throw new Error(`exit ${ended.code} ${ended.signal}: ${ended.stderr}`);
  const lines = readFileSync(workspace.records, 'utf8').split('\n').slice(0, -1);
  // The next run of the same workspace is read by itself.
  rmSync(workspace.records);
  const raced = {
    ...ended,
    summary: valid(parse('summary', ended.stdout)),
    records: lines.map((line) => valid(parse('record', line))).toSorted((a, b) => a.index - b.index),
  };
  checkCounts(raced);
  return raced;
}

/** What holds of every run, whatever happened in it. */
function checkCounts({ summary, records }: Pick<Raced, 'summary' | 'records'>): void {
  const { total, ok, failed, skipped, cancelled } = summary.downloads;
  const inState = (state: DownloadRecord['state']): number =>
    records.filter((record) => record.state === state).length;
  const told = [records.length, ...(['ok', 'failed', 'skipped', 'cancelled'] as const).map(inState)];
  const counted = [total, ok, failed, skipped, cancelled];
  if (told.join() !== counted.join())
    throw new Error(`the records say ${told.join()}, the summary ${counted.join()}`);
  const errors = Object.values(summary.errors as Record<string, number>).reduce((sum, n) => sum + n, 0);
  if (errors < failed) throw new Error(`${failed} failed, and ${errors} errors are counted`);
}

function valid<Value>(
  checked: { state: 'valid'; value: Value } | { state: 'invalid'; problems: readonly string[] },
): Value {
  if (checked.state === 'invalid') throw new Error(checked.problems.join('; '));
  return checked.value;
}
