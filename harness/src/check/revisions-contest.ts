import { discoverBackends, selectVariants, type Backends, type RaceVariant } from '../backends/index.ts';
import { readManifests } from '../backends/manifests.ts';
import { HarnessError } from '../errors.ts';
import {
  affectedBackends,
  basePredates,
  buildTree,
  openRepository,
  openTrees,
  resolveSides,
  type BuildOutcome,
  type Repository,
  type Trees,
} from '../revisions/index.ts';
import type { Contest } from './contest.ts';
import type { Arms } from './lanes.ts';

export interface RevisionsInput {
  /** Absolute. */
  readonly workspace: string;
  readonly ref: string;
  readonly only: readonly string[];
  /** Every variant, not only those that the change reaches. */
  readonly all: boolean;
  /** The candidate has not been built by whoever started us. */
  readonly buildCandidate: boolean;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** null: the user has had enough. */
export async function openRevisions(
  open: AsyncDisposableStack,
  input: RevisionsInput,
): Promise<Contest | null> {
  const { workspace, ref, env, say } = input;
  const repository = await openRepository(workspace, env);
  const { base, candidate, relation } = await resolveSides(repository, ref);
  const nothing = { mode: 'revisions' as const, base, candidate, ...NOBODY };
  if (relation === 'same' && !input.all) {
    say(`the base ${base.name} is the candidate: there is nothing to check`);
    return nothing;
  }
  const manifests = (await readManifests(workspace)).found;
  const reached = input.all
    ? manifests.map(({ folder }) => folder)
    : await affectedBackends(repository, revisionOf(base.revision), workspace, env);
  const unaffected = manifests
    .filter(({ folder }) => !reached.includes(folder))
    .flatMap(({ manifest }) => manifest.variants.map(({ name }) => `${manifest.name}/${name}`));
  const wanted = foldersWanted(manifests, reached, input.only);
  if (wanted.length === 0) {
    say('the change reaches none of the variants that are checked: there is nothing to check');
    return { ...nothing, unaffected };
  }
  const trees = open.adopt(await openTrees(repository, { env, signal: input.signal }), (each) =>
    each.close(),
  );
  const built = await buildSides(trees, repository, revisionOf(base.revision), wanted, input);
  if (built === null) return null;
  const sides = {
    base: await fieldOf(built.base, wanted, env),
    again: await fieldOf(built.again, wanted, env),
    candidate: await fieldOf(workspace, wanted, env),
  };
  return { ...nothing, unaffected, ...matched(sides, input.only) };
}

const NOBODY = {
  arms: new Map<string, Arms>(),
  pairs: [],
  onlyBase: [],
  onlyCandidate: [],
  unaffected: [],
  skipped: [],
  tools: {},
};

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

function revisionOf(revision: string | null): string {
  if (revision === null) throw new TypeError('a base without a revision');
  return revision;
}

interface Built {
  readonly base: string;
  readonly again: string;
}

async function buildSides(
  trees: Trees,
  repository: Repository,
  revision: string,
  folders: readonly string[],
  { workspace, buildCandidate, env, signal, say }: RevisionsInput,
): Promise<Built | null> {
  const short = revision.slice(0, 10);
  say(`building the base ${short} in a work tree of its own`);
  const base = await trees.checkOut('base-1', revision);
  const predates = await basePredates(base);
  if (predates !== null) {
    throw new HarnessError(
      'base',
      `the base ${short} cannot be raced: ${predates}`,
      'Name a later base with --base REF.',
    );
  }
  const there = new Set((await readManifests(base)).found.map(({ folder }) => folder));
  const own = folders.filter((folder) => there.has(folder));
  if (!requireBuilt(`the base ${short}`, await buildTree(base, own, { env, signal, say }))) return null;
  if (buildCandidate) {
    say('building the candidate where it stands');
    if (!requireBuilt('the candidate', await buildTree(workspace, folders, { env, signal, say })))
      return null;
  }
  say('copying the base: its second copy shows what the machine makes of one program');
  const again = await trees.copy(base, 'base-2');
  return signal.aborted ? null : { base, again };
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
