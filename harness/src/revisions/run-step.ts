import { execa } from 'execa';
import { killLeftBehind, TREE_VARIABLE } from './left-behind.ts';
import type { ToolEnvironment } from './own-tools.ts';

/** One command of a build. */
export interface Step {
  /** As a person is told. */
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Absolute. */
  readonly cwd: string;
}

export type StepOutcome =
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly log: readonly string[] }
  | { readonly state: 'stopped' };

const LOG_LINES = 40;
/** Between asking a command to end and ending it. */
const PATIENCE_MS = 1000;

/**
 * Runs a command to its end in the environment of `toolEnvironment`. Nothing that it started outlives it: a server in
 * the background would be measured with the next race.
 */
export async function runStep(
  { command: [program, ...args], cwd }: Step,
  env: ToolEnvironment,
  signal: AbortSignal,
): Promise<StepOutcome> {
  if (signal.aborted) return { state: 'stopped' };
  const log = new Log();
  const subprocess = execa(program, args, {
    cwd,
    env: { ...env },
    extendEnv: false,
    stdin: 'ignore',
    stdout: log.collector(),
    stderr: log.collector(),
    buffer: false,
    reject: false,
    killDescendants: true,
    cancelSignal: signal,
    // npm does not listen while it installs, and a person who pressed Ctrl-C waits.
    forceKillAfterDelay: PATIENCE_MS,
  });
  const killRest = (): void => killLeftBehind(env[TREE_VARIABLE]);
  // One that is left behind may hold the output open, and would be waited for.
  subprocess.nodeChildProcess.once('exit', killRest);
  const { failed, exitCode, signal: killedBy, code } = await subprocess;
  if (signal.aborted) return { state: 'stopped' };
  if (!failed) return { state: 'done' };
  log.add(endingOf(program, { exitCode, killedBy, code }));
  return { state: 'failed', log: log.lines };
}

interface Ending {
  readonly exitCode?: number | undefined;
  readonly killedBy?: string | undefined;
  /** Of the system, where it could not be started. */
  readonly code?: string | undefined;
}

function endingOf(program: string, { exitCode, killedBy, code }: Ending): string {
  if (exitCode !== undefined) return `${program} ended with exit code ${exitCode}`;
  if (killedBy !== undefined) return `${program} was ended by ${killedBy}`;
  return code === 'ENOENT'
    ? `${program} was not found`
    : `${program} could not be started: ${code ?? 'unknown reason'}`;
}

class Log {
  readonly lines: string[] = [];

  add(line: string): void {
    if (line.trim() === '') return;
    this.lines.push(line);
    if (this.lines.length > LOG_LINES) this.lines.shift();
  }

  /** Takes in what a stream says, line by line, and passes nothing on. */
  collector() {
    const add = (line: string): void => this.add(line);
    return function* collect(line: unknown): Generator<string> {
      add(String(line));
      yield* [];
    };
  }
}
