import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scenario } from '@fairfetch/contract';
import { onTestFinished } from 'vitest';
import { HarnessError } from '../../src/errors.ts';
import { BINARIES } from './binaries.ts';
import type { Executor } from '../../src/run/index.ts';
import { ownVersion, type World } from '../../src/world.ts';
import { tinyScenario } from './scenario.ts';

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'harness-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A world in a folder of its own, and what was printed in it. */
export interface TestWorld extends World {
  readonly printed: { stdout: string; stderr: string };
}

export function testWorld(openExecutor: World['openExecutor'] | Executor, over: Over = {}): TestWorld {
  const root = over.root ?? temporaryFolder();
  return plainWorld(root, openExecutor, { lockFolder: temporaryFolder(), ...over });
}

type Over = Partial<World> & { readonly scenarios?: readonly Scenario[] };

/** The same where nothing may be tied to the end of a test: the lock is below the root. */
export function plainWorld(
  root: string,
  openExecutor: World['openExecutor'] | Executor,
  over: Over = {},
): TestWorld {
  const { scenarios = [tinyScenario()], ...rest } = over;
  const printed = { stdout: '', stderr: '' };
  const collect = (name: keyof typeof printed) => ({
    write: (text: string) => {
      printed[name] += text;
    },
  });
  return {
    root,
    env: process.env,
    version: ownVersion(),
    stdout: collect('stdout'),
    stderr: collect('stderr'),
    signal: new AbortController().signal,
    lockFolder: root,
    ceiling: null,
    binaries: BINARIES,
    casesFolder: fileURLToPath(new URL('../fixtures/cases', import.meta.url)),
    now: () => new Date(),
    randomSeed: () => 1,
    loadScenario: (name) => {
      const found = scenarios.find((each) => each.name === name) ?? scenarios[0];
      if (found === undefined) throw new HarnessError('unknown-scenario', `no scenario ${name}`, 'none');
      return found;
    },
    openExecutor: typeof openExecutor === 'function' ? openExecutor : () => Promise.resolve(openExecutor),
    printed,
    ...rest,
  };
}
