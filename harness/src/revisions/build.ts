import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { judgeNeed, probeNeed, type Manifest } from '@fairfetch/contract';
import { readManifests, type FoundManifest } from '../backends/manifests.ts';
import { killLeftBehind, TREE_VARIABLE } from './left-behind.ts';
import { hasNx, nxCommand, toolEnvironment, type ToolEnvironment } from './own-tools.ts';
import { runStep, type Step } from './run-step.ts';

export type BuildOutcome =
  | { readonly state: 'built' }
  /** `step` is the command that failed; `log` the last lines it printed, and how it ended. */
  | { readonly state: 'failed'; readonly step: string; readonly log: readonly string[] }
  | { readonly state: 'stopped' };

export interface BuildOptions {
  /** The user's own: toolchains find themselves by it. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Kills what runs; the outcome is then `stopped`. */
  readonly signal: AbortSignal;
  /** Told what is begun, a line each time. */
  readonly say: (line: string) => void;
}

/** Where the build is, and how it runs a step. */
interface Site {
  readonly workspace: string;
  readonly env: ToolEnvironment;
  readonly say: (line: string) => void;
  readonly run: (step: Step) => Promise<BuildOutcome>;
}

const BUILT = { state: 'built' } as const;

/**
 * Builds backends (their folders, relative to the workspace) by the means of the tree they are in: its locked packages,
 * its Nx, else the commands of its manifests. A backend whose needs are not met is left out, as everywhere.
 */
export async function buildTree(
  workspace: string,
  backends: readonly string[],
  { env: userEnv, signal, say }: BuildOptions,
): Promise<BuildOutcome> {
  const env = toolEnvironment(workspace, userEnv);
  const run = async (step: Step): Promise<BuildOutcome> => {
    if (!signal.aborted) say(step.name);
    const outcome = await runStep(step, env, signal);
    if (outcome.state === 'done') return BUILT;
    return outcome.state === 'stopped' ? outcome : { ...outcome, step: step.name };
  };
  const site: Site = { workspace, env, say, run };
  try {
    const installed = await installPackages(site);
    if (installed.state !== 'built' || backends.length === 0) return installed;
    return (await hasNx(workspace)) ? await buildWithNx(site, backends) : await buildByHand(site, backends);
  } finally {
    // A step kills what it leaves behind; asking for a need may leave something too.
    killLeftBehind(env[TREE_VARIABLE]);
  }
}

/** Packages are up to date when the lock file is the one they were installed from. */
async function installPackages({ workspace, run }: Site): Promise<BuildOutcome> {
  const locked = await readFile(join(workspace, 'package-lock.json')).catch(() => null);
  if (locked === null) return BUILT;
  const lock = createHash('sha256').update(locked).digest('hex');
  const stamp = join(workspace, 'node_modules', '.fairfetch-lock');
  if ((await readFile(stamp, 'utf8').catch(() => null)) === lock) return BUILT;
  const outcome = await run({
    name: 'npm ci',
    command: ['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    cwd: workspace,
  });
  if (outcome.state !== 'built') return outcome;
  return writeFile(stamp, lock).then(
    () => BUILT,
    // A lock of no packages makes no folder, and has nothing to remember.
    (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? BUILT : { state: 'failed', step: 'npm ci', log: [error.message] },
  );
}

async function buildWithNx({ workspace, run }: Site, backends: readonly string[]): Promise<BuildOutcome> {
  const projects = backends.map((folder) => basename(folder)).join(',');
  const name = `nx run-many -t build -p ${projects}`;
  const nx = await nxCommand(workspace);
  if (nx.state === 'missing') return { state: 'failed', step: name, log: [nx.reason] };
  const args = ['run-many', '-t', 'build', '-p', projects, '--output-style=stream'];
  return run({ name, command: [...nx.command, ...args], cwd: workspace });
}

async function buildByHand(site: Site, backends: readonly string[]): Promise<BuildOutcome> {
  const { found, skipped } = await readManifests(site.workspace);
  for (const folder of backends) {
    const backend = found.find((each) => each.folder === folder);
    if (backend === undefined) {
      const why = skipped.find(({ variant }) => variant === folder)?.reason;
      return { state: 'failed', step: folder, log: [why ?? `there is no ${folder}/backend.json`] };
    }
    const outcome = await buildOne(site, backend);
    if (outcome.state !== 'built') return outcome;
  }
  return BUILT;
}

async function buildOne(site: Site, { folder, manifest }: FoundManifest): Promise<BuildOutcome> {
  const cwd = join(site.workspace, folder);
  const missing = await missingNeed(manifest, cwd, site.env);
  if (missing !== null) {
    site.say(`${folder} is not built: ${missing}`);
    return BUILT;
  }
  for (const command of [...manifest.setup, ...manifest.build]) {
    const outcome = await site.run({ name: `${folder}: ${command.join(' ')}`, command, cwd });
    if (outcome.state !== 'built') return outcome;
  }
  return BUILT;
}

async function missingNeed(
  { needs }: Manifest,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<string | null> {
  for (const need of needs) {
    const verdict = judgeNeed(need, await probeNeed(need, { cwd, env }));
    if (verdict.state === 'unmet') return verdict.reason;
  }
  return null;
}
