/**
 * A whole comparison in a process of its own, that signals can be sent to: like `compare`, but in the workspace, on the
 * scenario and with the lock of a test. Its one argument is a JSON Drive.
 */
import type { Scenario } from '@fairfetch/contract';
import { compare } from '../../src/commands/compare.ts';
import { HarnessError } from '../../src/errors.ts';
import { openRealExecutor, type Binaries, type Executor } from '../../src/run/index.ts';
import { stopOnSignals } from '../../src/signals.ts';
import { realWorld } from '../../src/world.ts';
import { compareOptions } from './options.ts';

export interface Drive {
  readonly root: string;
  readonly binaries: Binaries;
  readonly scenario: Scenario;
  readonly args: readonly string[];
  /** Ends itself by SIGKILL at its n-th run: before it is begun, or when it has ended and is not stored yet. */
  readonly dies?: { readonly run: number; readonly when: 'before' | 'after' };
}

const { root, binaries, scenario, args, dies } = JSON.parse(process.argv[2] ?? '') as Drive;
function dying(executor: Executor): Executor {
  if (dies === undefined) return executor;
  let runs = 0;
  const dieIf = (when: string): void => {
    if (when === dies.when && runs === dies.run) process.kill(process.pid, 'SIGKILL');
  };
  return {
    tools: executor.tools,
    close: () => executor.close(),
    run: async (request) => {
      runs += 1;
      dieIf('before');
      const result = await executor.run(request);
      dieIf('after');
      return result;
    },
  };
}

const world = {
  ...realWorld(stopOnSignals(process)),
  root,
  lockFolder: root,
  ceiling: null,
  loadScenario: () => scenario,
  openExecutor: async (folder: string, withOrigin: boolean) =>
    dying(await openRealExecutor({ root, env: process.env, binaries, folder, withOrigin })),
};
try {
  process.exitCode = await compare(compareOptions(...args), world);
} catch (error) {
  if (!(error instanceof HarnessError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
