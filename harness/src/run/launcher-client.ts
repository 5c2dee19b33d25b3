import type { ProcessOutcome, ProcessUsage } from '@fairfetch/contract';
import { execa } from 'execa';
import { endingOf } from './endings.ts';

/** What the launcher reads on its stdin. */
export interface LaunchSpec {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdoutPath: string;
  readonly stderrPath: string;
  readonly timeoutMs: number;
  readonly outputLimitBytes: number;
}

export interface Launched {
  readonly outcome: ProcessOutcome;
  /** null: the command was not started, so there is nothing to measure. */
  readonly usage: ProcessUsage | null;
}

/** After SIGTERM it needs 2 s for a command that will not go. */
const STOP_LIMIT_MS = 8_000;

/** Runs one command through the launcher. `stop` takes the command and all its processes down. */
export async function launch(program: string, spec: LaunchSpec, stop: AbortSignal): Promise<Launched> {
  const result = await execa(program, [], {
    input: JSON.stringify(spec),
    env: {},
    extendEnv: false,
    reject: false,
    cancelSignal: stop,
    forceKillAfterDelay: STOP_LIMIT_MS,
    // Away from the terminal's Ctrl-C: it reports what it stopped when we stop it.
    detached: true,
  });
  const line = result.stdout.trim();
  if (line === '') {
    if (stop.aborted) return notMeasured({ state: 'stopped' });
    return notMeasured({
      state: 'not-started',
      message: `the launcher gave no result (${endingOf(result, result.stderr)})`,
    });
  }
  return readLaunched(line);
}

export function readLaunched(line: string): Launched {
  const result = JSON.parse(line) as ProcessUsage;
  if (result.outcome.state === 'not-started') return notMeasured(result.outcome);
  return { outcome: result.outcome, usage: result };
}

function notMeasured(outcome: ProcessOutcome): Launched {
  return { outcome, usage: null };
}
