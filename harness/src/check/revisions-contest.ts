import { join } from 'node:path';
import { judgeNeed, probeNeed } from '@fairfetch/contract';
import { discoverBackends, selectVariants, type Backends, type RaceVariant } from '../backends/index.ts';
import { readManifests } from '../backends/manifests.ts';
import { pathOf } from '../environment.ts';
import { HarnessError } from '../errors.ts';
import {
  affectedBackends,
  basePredates,
  bringChanges,
  buildTree,
  openRepository,
  openTrees,
  resolveSides,
  Stopped,
  type BuildOutcome,
  type Trees,
} from '../revisions/index.ts';
import { NOBODY, type Contest } from './contest.ts';
import type { Arms } from './lanes.ts';

export interface RevisionsInput {
  /** Absolute. */
  readonly workspace: string;
  readonly ref: string;
  readonly only: readonly string[];
  /** Every variant, not only those that the change reaches. */
  readonly all: boolean;
  /** The workspace has its packages, among them what tells which backends a change reaches. */
  readonly isInstalled: boolean;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** null: the user has had enough. */
export async function openRevisions(
  open: AsyncDisposableStack,
  input: RevisionsInput,
): Promise<Contest | null> {
  try {
    return await contestOf(open, input);
  } catch (error) {
    if (error instanceof Stopped) return null;
    throw error;
  }
}

/**
 * Both sides are built by the same steps in trees of their own, and all three arms are copies of those, written by the
 * same hand at the same time: the same files, come to the disk in another way, were seen to need 7 % more memory, as more
 * or less of them is mapped at once.
 */
async function contestOf(open: AsyncDisposableStack, input: RevisionsInput): Promise<Contest | null> {
  const { workspace, ref, env, signal, say } = input;
  const repository = await openRepository(workspace, env);
  const { base, candidate, relation } = await resolveSides(repository, ref);
  const nothing = { mode: 'revisions' as const, base, candidate, ...NOBODY };
  if (relation === 'same' && !input.all) {
    say(`the base ${base.name} is the candidate: there is nothing to check`);
    return nothing;
  }
  const trees = open.adopt(await openTrees(repository, { env, signal }), (each) => each.close());
  const tree = await trees.checkOut('made-c', repository.head);
  await bringChanges(repository, topOf(tree, repository.prefix), env, signal);
  if (!input.isInstalled && !requireBuilt('the candidate', await buildTree(tree, [], input))) return null;
  const known = input.isInstalled ? workspace : tree;
  const manifests = (await readManifests(tree)).found;
  const revision = revisionOf(base);
  const reached = input.all
    ? manifests.map(({ folder }) => folder)
    : await affectedBackends(repository, revision, known, env);
  const unaffected = manifests
    .filter(({ folder }) => !reached.includes(folder))
    .flatMap(({ manifest }) => manifest.variants.map(({ name }) => `${manifest.name}/${name}`));
  const wanted = foldersWanted(manifests, reached, input.only);
  if (wanted.length === 0) {
    say('the change reaches none of the variants that are checked: there is nothing to check');
    return { ...nothing, unaffected };
  }
  const copies = await buildAndCopy(trees, { tree, revision, wanted }, input);
  if (copies === null) return null;
  const sides = {
    base: await fieldOf(copies.base, wanted, env),
    again: await fieldOf(copies.again, wanted, env),
    candidate: await fieldOf(copies.candidate, wanted, env),
  };
  return { ...nothing, unaffected, ...matched(sides, input.only) };
}

const topOf = (workspace: string, prefix: string): string =>
  prefix === '' ? workspace : workspace.slice(0, -prefix.length);

type Manifests = Awaited<ReturnType<typeof readManifests>>['found'];

/** Folders of backends that are reached and of which a variant is asked for. */
function foldersWanted(
  manifests: Manifests,
  reached: readonly string[],
  only: readonly string[],
): readonly string[] {
  const named = { variants: manifests.flatMap(({ manifest }) => namedIn(manifest)), skipped: [], tools: {} };
  const ids = new Set(selectVariants(named, only).variants.map(({ id }) => id));
  return manifests
    .filter(({ folder, manifest }) => {
      const isAsked = manifest.variants.some(({ name }) => ids.has(`${manifest.name}/${name}`));
      return reached.includes(folder) && isAsked;
    })
    .map(({ folder }) => folder);
}

/** As much of a variant as its name. */
function namedIn({ name: backend, variants }: Manifests[number]['manifest']): readonly RaceVariant[] {
  return variants.map(({ name, title, about, traits, command }) => ({
    id: `${backend}/${name}`,
    backend,
    name,
    title,
    about,
    level: null,
    input: null,
    traits,
    command,
    folder: '',
    workspace: '',
  }));
}

function revisionOf({ revision }: Contest['base']): string {
  if (revision === null) throw new TypeError('a base without a revision');
  return revision;
}

interface Copies {
  readonly base: string;
  readonly candidate: string;
  readonly again: string;
}

interface ToBuild {
  /** The candidate's, not built yet. */
  readonly tree: string;
  /** Of the base. */
  readonly revision: string;
  /** Folders of backends. */
  readonly wanted: readonly string[];
}

async function buildAndCopy(
  trees: Trees,
  { tree, revision, wanted }: ToBuild,
  input: RevisionsInput,
): Promise<Copies | null> {
  const { say } = input;
  const short = revision.slice(0, 10);
  const base = await trees.checkOut('made-b', revision);
  const predates = await basePredates(base);
  if (predates !== null) {
    throw new HarnessError(
      'base',
      `the base ${short} cannot be raced: ${predates}`,
      'Name a later base with --base REF.',
    );
  }
  const able = await ableHere(tree, wanted, input.env);
  const there = new Set((await readManifests(base)).found.map(({ folder }) => folder));
  const inBase = able.filter((folder) => there.has(folder));
  say(`building the base ${short} in a tree of its own`);
  if (!requireBuilt(`the base ${short}`, await buildTree(base, inBase, input))) return null;
  say('building the candidate in a tree of its own');
  if (!requireBuilt('the candidate', await buildTree(tree, able, input))) return null;
  say('copying the base, the candidate, and the base again');
  return {
    base: await trees.copy(base, 'copy-1'),
    candidate: await trees.copy(tree, 'copy-2'),
    again: await trees.copy(base, 'copy-3'),
  };
}

/** Folders of backends whose needs are met: what is missing here is left out by name, and keeps nobody else. */
async function ableHere(
  workspace: string,
  folders: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<readonly string[]> {
  const { found } = await readManifests(workspace);
  const here = { ...env, PATH: pathOf(workspace, env) };
  const able: string[] = [];
  for (const { folder, manifest } of found.filter((each) => folders.includes(each.folder))) {
    const verdicts = await Promise.all(
      manifest.needs.map(async (need) =>
        judgeNeed(need, await probeNeed(need, { cwd: join(workspace, folder), env: here })),
      ),
    );
    if (verdicts.every(({ state }) => state === 'met')) able.push(folder);
  }
  return able;
}

/** false: the user has had enough. */
function requireBuilt(what: string, outcome: BuildOutcome): boolean {
  switch (outcome.state) {
    case 'built':
      return true;
    case 'stopped':
      return false;
    case 'failed': {
      const log = outcome.log.map((line) => `\n  ${line}`).join('');
      throw new HarnessError(
        'base',
        `${what} does not build: ${outcome.step} failed${log}`,
        'Mend it, or name another base with --base REF.',
      );
    }
    default:
      return outcome satisfies never;
  }
}

/** What of these folders can be raced in a tree. */
async function fieldOf(
  workspace: string,
  folders: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Backends> {
  const all = await discoverBackends(workspace, env);
  const names = new Set(
    (await readManifests(workspace)).found
      .filter(({ folder }) => folders.includes(folder))
      .map(({ manifest }) => manifest.name),
  );
  const isOf = (id: string): boolean => names.has(id.split('/')[0] ?? '') || folders.includes(id);
  return {
    variants: all.variants.filter(({ id }) => isOf(id)),
    skipped: all.skipped.filter(({ variant }) => isOf(variant)),
    tools: all.tools,
  };
}

interface Sides {
  readonly base: Backends;
  readonly again: Backends;
  readonly candidate: Backends;
}

const knownIn = ({ variants, skipped }: Backends): ReadonlySet<string> =>
  new Set([...variants.map(({ id }) => id), ...skipped.map(({ variant }) => variant)]);

/** Who can be raced on both sides, and why the others cannot. */
function matched(
  { base, again, candidate }: Sides,
  only: readonly string[],
): Pick<Contest, 'arms' | 'pairs' | 'onlyBase' | 'onlyCandidate' | 'skipped' | 'tools'> {
  const [before, now] = [knownIn(base), knownIn(candidate)];
  const wanted = selectVariants(
    candidate,
    only.filter((pattern) => namesOne(candidate, pattern)),
  );
  const arms = new Map<string, Arms>();
  for (const variant of wanted.variants) {
    const [first, second] = [base, again].map(({ variants }) => variants.find(({ id }) => id === variant.id));
    if (first && second) arms.set(variant.id, { base: first, candidate: variant, 'base-again': second });
  }
  const skippedInBase = base.skipped
    .filter(({ variant }) => wanted.variants.some(({ id }) => id === variant))
    .map(({ variant, reason }) => ({ variant, reason: `in the base: ${reason}` }));
  return {
    arms,
    pairs: [...arms.values()]
      .filter((each) => each.base.input === null && each.candidate.input === null)
      .map((each) => ({ base: each.base, candidate: each.candidate })),
    onlyBase: [...before].filter((id) => !now.has(id) && id.includes('/')),
    onlyCandidate: [...now].filter((id) => !before.has(id) && id.includes('/')),
    skipped: [...wanted.skipped, ...skippedInBase].map(({ variant, reason }) => ({ variant, reason })),
    tools: candidate.tools,
  };
}

function namesOne({ variants, skipped }: Backends, pattern: string): boolean {
  try {
    selectVariants({ variants, skipped, tools: {} }, [pattern]);
    return true;
  } catch {
    // It names a variant of a backend that the change does not reach.
    return false;
  }
}
