import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/**
 * Starts a program as a process and waits for its end.
 * @param onStderr called as soon as something is said there
 */
export function runProcess(
  command: ProgramCommand,
  words: readonly string[],
  input = '',
  env: NodeJS.ProcessEnv = {},
  onStderr: () => void = () => undefined,
): Promise<Ended> {
  const child = spawn(process.execPath, [...command, ...words], {
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', ...env },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onStderr();
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** A run with summary and records, both checked against the contract's schemas before anything else is looked at. */
export async function runRace(
  command: ProgramCommand,
  workspace: Workspace,
  jobs: readonly (string | object)[],
  ...options: readonly string[]
): Promise<Raced> {
  const { out, records } = workspace;
  const words = ['-i', workspace.list(jobs), '-d', out, '--json', '--records', records, '--progress', 'none'];
  const ended = await runProcess(command, [...words, ...options]);
  if (ended.code !== 0 && ended.code !== 1)
    throw new Error(`exit ${ended.code} ${ended.signal}: ${ended.stderr}`);
  const lines = readFileSync(records, 'utf8').split('\n').slice(0, -1);
  return {
    ...ended,
    summary: valid(parse('summary', ended.stdout)),
    records: lines.map((line) => valid(parse('record', line))).toSorted((a, b) => a.index - b.index),
  };
}

function valid<Value>(
  checked: { state: 'valid'; value: Value } | { state: 'invalid'; problems: readonly string[] },
): Value {
  if (checked.state === 'invalid') throw new Error(checked.problems.join('; '));
  return checked.value;
}
