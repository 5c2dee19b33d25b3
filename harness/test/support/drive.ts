/**
 * A whole comparison in a process of its own, that signals can be sent to: like `compare`, but in the workspace, on the
 * scenario and with the lock of a test. Its one argument is a JSON Drive.
 */
import type { Scenario } from '@fairfetch/contract';
import { compare } from '../../src/commands/compare.ts';
import { HarnessError } from '../../src/errors.ts';
import { openRealExecutor, type Binaries } from '../../src/run/index.ts';
import { stopOnSignals } from '../../src/signals.ts';
import { realWorld } from '../../src/world.ts';
import { compareOptions } from './options.ts';

export interface Drive {
  readonly root: string;
  readonly binaries: Binaries;
  readonly scenario: Scenario;
  readonly args: readonly string[];
}

const { root, binaries, scenario, args } = JSON.parse(process.argv[2] ?? '') as Drive;
const world = {
  ...realWorld(stopOnSignals(process)),
  root,
  lockFolder: root,
  ceiling: null,
  loadScenario: () => scenario,
  openExecutor: (folder: string, withOrigin: boolean) =>
    openRealExecutor({ root, env: process.env, binaries, folder, withOrigin }),
};
try {
  process.exitCode = await compare(compareOptions(...args), world);
} catch (error) {
  if (!(error instanceof HarnessError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
