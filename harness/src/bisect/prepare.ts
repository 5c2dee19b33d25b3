import { join, relative } from 'node:path';
import { judgeNeed, probeNeed } from '@fairfetch/contract';
import { discoverBackends, matchesPattern, type RaceVariant } from '../backends/index.ts';
import { readManifests, type FoundManifest } from '../backends/manifests.ts';
import { pathOf } from '../environment.ts';
import { HarnessError } from '../errors.ts';
import { basePredates, buildTree, Stopped, type BuildOptions } from '../revisions/index.ts';

/** A variant in one tree, ready to be raced, or why it cannot be. */
export type Prepared =
  | {
      readonly state: 'ready';
      readonly variant: RaceVariant;
      /** What the needs of its backend printed. */
      readonly tools: Readonly<Record<string, string>>;
    }
  | Unfit;

export interface Unfit {
  readonly state: 'unfit';
  readonly reason: string;
  /** Last lines of the build that failed. */
  readonly log: readonly string[];
}

const unfit = (reason: string, log: readonly string[] = []): Unfit => ({ state: 'unfit', reason, log });

/**
 * Builds the backend of a variant by the means of its tree.
 * @param id BACKEND/VARIANT
 * @throws Stopped
 */
export async function prepare(workspace: string, id: string, options: BuildOptions): Promise<Prepared> {
  const predates = await basePredates(workspace);
  if (predates !== null) return unfit(predates);
  const own = await manifestOf(workspace, id);
  if ('state' in own) return own;
  const built = await buildTree(workspace, [own.folder], options);
  if (built.state === 'stopped') throw new Stopped();
  if (built.state === 'built') return readyIn(workspace, id, options.env);
  const missing = await missingNeed(own, workspace, options.env);
  return missing === null ? unfit(`it does not build: ${built.step} failed`, built.log) : unfit(missing);
}

async function manifestOf(workspace: string, id: string): Promise<FoundManifest | Unfit> {
  const { found: manifests, skipped } = await readManifests(workspace);
  const [backend = ''] = id.split('/');
  const own = manifests.find(({ manifest }) => manifest.name === backend);
  if (own?.manifest.variants.some(({ name }) => `${backend}/${name}` === id)) return own;
  if (own !== undefined) return unfit(`${own.folder}/backend.json has no variant ${id}`);
  const broken = skipped.map(({ reason }) => `; ${reason}`).join('');
  return unfit(`it has no backend ${backend}${broken}`);
}

/** Why the backend cannot be built on this machine; null: that is not why. */
async function missingNeed(
  { folder, manifest }: FoundManifest,
  workspace: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<string | null> {
  const place = { cwd: join(workspace, folder), env: { ...env, PATH: pathOf(workspace, env) } };
  const asked = manifest.needs.map(async (need) => judgeNeed(need, await probeNeed(need, place)));
  const unmet = (await Promise.all(asked)).find(({ state }) => state === 'unmet');
  return unmet?.state === 'unmet' ? unmet.reason : null;
}

/** The variant in a tree whose backend is built. */
async function readyIn(workspace: string, id: string, env: Readonly<NodeJS.ProcessEnv>): Promise<Prepared> {
  const { variants, skipped, tools } = await discoverBackends(workspace, env);
  const variant = variants.find((each) => each.id === id);
  if (variant !== undefined) {
    const own = Object.entries(tools).filter(([name]) => name.startsWith(`${variant.backend}:`));
    return { state: 'ready', variant, tools: Object.fromEntries(own) };
  }
  return unfit(skipped.find((each) => each.variant === id)?.reason ?? `${id} cannot be raced`);
}

/** A variant as it is in a copy of the tree in which it was made. */
export function placedIn(variant: RaceVariant, copy: string): RaceVariant {
  return { ...variant, workspace: copy, folder: join(copy, relative(variant.workspace, variant.folder)) };
}

/**
 * The one variant of a tree that a pattern names, built or not: the one of that very name, else the only one it matches.
 * @throws HarnessError `unknown-variant` when it names none, or several
 */
export async function variantNamed(workspace: string, pattern: string): Promise<string> {
  const { found: manifests } = await readManifests(workspace);
  const ids = manifests.flatMap(({ manifest }) =>
    manifest.variants.map(({ name }) => `${manifest.name}/${name}`),
  );
  if (ids.includes(pattern)) return pattern;
  const matching = ids.filter((id) => matchesPattern(id, pattern));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  if (only === undefined) {
    throw new HarnessError(
      'unknown-variant',
      `--variant ${pattern} names no variant of the good commit`,
      ids.length === 0 ? 'There is no backend.json in it.' : `There are: ${ids.join(', ')}.`,
    );
  }
  throw new HarnessError(
    'unknown-variant',
    `--variant ${pattern} names ${matching.length} variants, and one is bisected`,
    `Say which: ${matching.join(', ')}.`,
  );
}
