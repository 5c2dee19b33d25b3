import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scenario } from '@fairfetch/contract';
import { builtBinaries, builtCeiling, openRealExecutor, type Binaries, type Executor } from './run/index.ts';
import { loadScenario } from './scenarios/index.ts';

/** A stream to print on. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Everything outside the program that a command touches; tests put their own in its place. */
export interface World {
  /** Of the workspace. */
  readonly root: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Of the harness. */
  readonly version: string;
  /** Data only. */
  readonly stdout: Output;
  /** For people. */
  readonly stderr: Output;
  /** Aborted when the user has had enough; its reason is the name of a signal. */
  readonly signal: AbortSignal;
  readonly lockFolder: string;
  /** The program that measures what limits a race; null: it is not measured. */
  readonly ceiling: string | null;
  readonly binaries: Binaries;
  /** Of the conformance suite. */
  readonly casesFolder: string;
  readonly now: () => Date;
  readonly randomSeed: () => number;
  readonly loadScenario: (name: string) => Scenario;
  /** @param folder a fresh folder for what outlives a run */
  readonly openExecutor: (folder: string, withOrigin: boolean) => Promise<Executor>;
}

export function realWorld(signal: AbortSignal): World {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { env } = process;
  const binaries = builtBinaries(root, env);
  return {
    root,
    env,
    version: ownVersion(),
    stdout: process.stdout,
    stderr: process.stderr,
    signal,
    lockFolder: tmpdir(),
    ceiling: builtCeiling(root, env),
    binaries,
    casesFolder: join(root, 'packages', 'contract', 'cases'),
    now: () => new Date(),
    randomSeed: () => randomInt(2 ** 32),
    loadScenario,
    openExecutor: (folder, withOrigin) => openRealExecutor({ root, env, binaries, folder, withOrigin }),
  };
}

export function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
