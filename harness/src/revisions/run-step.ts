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

export const LOG_LINES = 40;

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
  });
  const killRest = (): void => killLeftBehind(env[TREE_VARIABLE]);
  // One that is left behind may hold the output open, and would be waited for.
  subprocess.nodeChildProcess.once('exit', killRest);
  const { failed, shortMessage } = await subprocess;
  if (signal.aborted) return { state: 'stopped' };
  if (!failed) return { state: 'done' };
  log.add(lastLine(shortMessage ?? 'it failed', [program, ...args]));
  return { state: 'failed', log: log.lines };
}

/** Without the command, which is named already. */
function lastLine(message: string, command: readonly string[]): string {
  return message.split('\n')[0]?.replace(`: ${command.join(' ')}`, '') ?? message;
}

class Log {
  readonly lines: string[] = [];

  add(line: string): void {
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
