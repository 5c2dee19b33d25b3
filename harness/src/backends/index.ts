import { access, constants } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import { judgeNeed, probeNeed, type Variant } from '@fairfetch/contract';
import { pathOf } from '../environment.ts';
import { readManifests, type FoundManifest } from './manifests.ts';
import { unfillable } from './placeholders.ts';
import type { Backends, Probe, RaceVariant, Skip } from './types.ts';

export type { Backends, RaceVariant, Skip } from './types.ts';
export { fillIn } from './placeholders.ts';
export { matchesPattern, selectVariants, withoutPeers } from './select.ts';

interface Examined {
  readonly variants: readonly RaceVariant[];
  readonly skipped: readonly Skip[];
  readonly tools: Readonly<Record<string, string>>;
}

/** Finds every backend of the workspace and says which variants can race, and why the others cannot. */
export async function discoverBackends(
  root: string,
  env: Readonly<NodeJS.ProcessEnv>,
  probe: Probe = (need, cwd) => probeNeed(need, { cwd, env: { ...env, PATH: pathOf(root, env) } }),
): Promise<Backends> {
  const { found, skipped } = await readManifests(root);
  const examined = await Promise.all(found.map((each) => examine(each, root, env, probe)));
  return {
    variants: examined.flatMap((each) => each.variants),
    skipped: [...skipped, ...examined.flatMap((each) => each.skipped)],
    tools: Object.assign({}, ...examined.map((each) => each.tools)) as Record<string, string>,
  };
}

async function examine(
  { folder, manifest }: FoundManifest,
  root: string,
  env: Readonly<NodeJS.ProcessEnv>,
  probe: Probe,
): Promise<Examined> {
  const absolute = join(root, folder);
  const tools: Record<string, string> = {};
  const unmet: string[] = [];
  for (const need of manifest.needs) {
    const judged = judgeNeed(need, await probe(need, absolute));
    if (judged.state === 'met') tools[`${manifest.name}: ${need.command.join(' ')}`] = judged.line;
    else unmet.push(judged.reason);
  }
  const variants: RaceVariant[] = [];
  const skipped: Skip[] = [];
  for (const variant of manifest.variants) {
    const id = `${manifest.name}/${variant.name}`;
    const reason =
      unmet.length > 0 ? unmet.join('; ') : await notStartable(variant, absolute, pathOf(root, env));
    if (reason === null)
      variants.push(raceVariant(manifest.name, variant, { folder: absolute, workspace: root }));
    else skipped.push({ variant: id, reason });
  }
  return { variants, skipped, tools };
}

function raceVariant(
  backend: string,
  variant: Variant,
  place: Pick<RaceVariant, 'folder' | 'workspace'>,
): RaceVariant {
  const { name, title, about, level = null, input = null, traits, command } = variant;
  return { id: `${backend}/${name}`, backend, name, title, about, level, input, traits, command, ...place };
}

/** Why the variant's command cannot be run, or null. */
async function notStartable(variant: Variant, folder: string, path: string): Promise<string | null> {
  const unknown = variant.interface === 'native' ? unfillable(variant.command) : null;
  return unknown ?? programMissing(variant, folder, path);
}

/** Why the variant's program cannot be started, or null. */
async function programMissing(variant: Variant, folder: string, path: string): Promise<string | null> {
  const program = variant.command[0];
  if (isAbsolute(program)) return (await isExecutable(program)) ? null : `${program} is missing`;
  if (program.includes('/')) {
    if (await isExecutable(join(folder, program))) return null;
    return `not built (${program} is missing): run \`npx nx run ${basename(folder)}:build\``;
  }
  for (const place of path.split(delimiter)) {
    if (place !== '' && (await isExecutable(join(place, program)))) return null;
  }
  return `${program} was not found in PATH`;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
