import { execa } from 'execa';
import type { RaceVariant } from '../backends/index.ts';

/** A downloader that was started and may be killed. */
export interface Running {
  /** Never rejects; null: it ended by a signal or could not be started. */
  readonly ended: Promise<{ readonly exitCode: number | null }>;
  /** SIGKILL to its whole group. */
  kill(): void;
}

/** Starts a variant with options of the contract, in its folder and in a group of its own. Nothing of its output is kept. */
export function startProgram(
  variant: RaceVariant,
  options: readonly string[],
  env: Readonly<Record<string, string>>,
): Running {
  const [program = '', ...words] = variant.command;
  const child = execa(program, [...words, ...options], {
    cwd: variant.folder,
    env: { ...env },
    extendEnv: false,
    stdio: 'ignore',
    reject: false,
    detached: true,
  });
  const { pid } = child.nodeChildProcess;
  return {
    ended: child.then(({ exitCode }) => ({ exitCode: exitCode ?? null })),
    kill: () => {
      if (pid === undefined) return;
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    },
  };
}
