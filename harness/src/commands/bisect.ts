import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import {
  BisectStore,
  commitText,
  hunt,
  openRange,
  prepare,
  renderBisectJson,
  renderBisectTable,
  reportOf,
  resolveAsk,
  shortOf,
  signsOf,
  startGitBisect,
  triedText,
  tryCommit,
  variantNamed,
  type BisectReport,
  type Corner,
  type Ending,
  type Prepared,
  type Range,
  type Resolved,
  type Tried,
} from '../bisect/index.ts';
import { HarnessError } from '../errors.ts';
import type { BisectFormat, BisectOptions } from '../options/bisect.ts';
import { glyphsFor } from '../report/index.ts';
import { gitIn } from '../revisions/git.ts';
import { openRepository, openTrees, Stopped, type Repository, type Trees } from '../revisions/index.ts';
import { requireBinaries, takeLock } from '../run/index.ts';
import type { World } from '../world.ts';
import { openGrounds } from './grounds.ts';

const EXIT_CODES: Readonly<Record<Exclude<Ending['state'], 'going-on' | 'stopped'>, number>> = {
  found: 0,
  narrowed: 0,
  'nothing-to-find': 3,
  'cannot-judge': 3,
};

/** Finds the commit that made a variant worse. Gives the exit code. */
export async function bisect(options: BisectOptions, world: World): Promise<number> {
  const workspace = resolve(options.workspace ?? world.root);
  await requireBinaries(world.binaries);
  await using open = new AsyncDisposableStack();
  open.adopt(takeLock(world.lockFolder, world.now().toISOString()), (lock) => lock.release());
  const repository = await openRepository(workspace, world.env);
  const range = await openRange(repository, options.good, options.bad);
  try {
    const trees = open.adopt(await openTrees(repository, world), (each) => each.close());
    const site = await openSite(trees, { repository, range, workspace }, options, world);
    return await search(open, site, options, world);
  } catch (error) {
    if (error instanceof Stopped) return signalCode(world);
    throw error;
  }
}

interface Start {
  readonly repository: Repository;
  readonly range: Range;
  /** The user's own. */
  readonly workspace: string;
}

interface Site extends Start {
  readonly trees: Trees;
  /** Workspaces of the good commit's tree, and of the tree in which one commit after the other is built. */
  readonly good: string;
  readonly commit: string;
  readonly resolved: Resolved;
  readonly store: BisectStore;
}

/** Names of one length: where a program finds its files should not depend on the side. */
const TREES = { good: 'made-g', commit: 'made-c' } as const;
const COPIES = { base: 'copy-1', candidate: 'copy-2', again: 'copy-3' } as const;

/** All that is known before anything is built. */
async function openSite(trees: Trees, start: Start, options: BisectOptions, world: World): Promise<Site> {
  const { range, repository, workspace } = start;
  const good = await trees.checkOut(TREES.good, range.good.revision);
  const variant = await variantNamed(good, options.variant);
  const asked = { workspace, prefix: repository.prefix, good: range.good.revision, variant };
  const resolved = await resolveAsk(options, asked, world);
  const commit = await trees.checkOut(TREES.commit, range.bad.revision);
  return { ...start, trees, good, commit, resolved, store: new BisectStore(resolved.folder) };
}

async function search(
  open: AsyncDisposableStack,
  site: Site,
  { format, scratch }: BisectOptions,
  world: World,
): Promise<number> {
  const { range, resolved, store, trees, commit } = site;
  const { ask } = resolved;
  const tried: Tried[] = [];
  const facts = { ask, ...range };
  const say = (line: string): void => void world.stderr.write(`${line}\n`);
  sayPlan(say, site);
  await store.write(reportOf(facts, tried, { state: 'going-on' }));
  const corner = once(() => openCorner(open, site, scratch, world));
  const git = gitIn({ folder: join(trees.folder, TREES.commit), env: world.env, signal: world.signal });
  const rooms = {
    ask,
    store,
    git,
    world,
    corner,
    build: { env: world.env, signal: world.signal, say: (line: string) => say(`  ${line}`) },
    moveTo: async (revision: string) => {
      await trees.moveTo(commit, revision);
      return commit;
    },
    copyAll: async () => ({
      base: await trees.copy(site.good, COPIES.base),
      candidate: await trees.copy(commit, COPIES.candidate),
      'base-again': await trees.copy(site.good, COPIES.again),
    }),
  };
  try {
    const ending = await hunt(
      { bad: range.bad.revision, commits: range.commits },
      {
        start: () => startGitBisect(git, { good: range.good.revision, bad: range.bad.revision }),
        tryOut: (revision, left) => {
          const isBad = revision === range.bad.revision;
          say(`trying ${shortOf(revision)}, ${isBad ? 'the bad commit itself' : leftText(left)}`);
          return tryCommit(revision, rooms);
        },
        told: async (one) => {
          tried.push(one);
          say(triedText(one, signsOf(glyphsFor(world.env))));
          await store.write(reportOf(facts, tried, { state: 'going-on' }));
        },
      },
    );
    return await show(reportOf(facts, tried, ending), format, store, world);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return await show(reportOf(facts, tried, { state: 'stopped' }), format, store, world);
  }
}

/** Builds the good commit, and opens what commits are raced on. */
async function openCorner(
  open: AsyncDisposableStack,
  { good, range, resolved, workspace }: Site,
  asked: string | null,
  world: World,
): Promise<Corner> {
  const { env, signal, stderr } = world;
  const { ask, race, optionWords } = resolved;
  stderr.write(`building the good commit ${shortOf(ask.good)}\n`);
  const build = { env, signal, say: (line: string) => stderr.write(`  ${line}\n`) };
  const { variant, tools } = requireReady(await prepare(good, ask.variant, build), ask.good);
  const field = { variants: [variant], skipped: [], tools };
  const ground = { races: [race], field, ceilings: [], scratch: asked };
  const { executor, scratch, provenance } = await openGrounds(open, ground, { ...world, root: workspace });
  const ring = { ask, race, optionWords, good: range.good, executor, scratch, provenance };
  return { variant, ring };
}

function requireReady(prepared: Prepared, good: string): Extract<Prepared, { state: 'ready' }> {
  if (prepared.state === 'ready') return prepared;
  const log = prepared.log.map((line) => `\n  ${line}`).join('');
  throw new HarnessError(
    'base',
    `the good commit ${shortOf(good)} cannot be raced: ${prepared.reason}${log}`,
    'Name another good commit with --good REF.',
  );
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => (made ??= make());
}

function sayPlan(say: (line: string) => void, { range, resolved, store }: Site): void {
  const { ask } = resolved;
  const { seconds, blocks } = ask.budget;
  const limits = [
    ...(seconds === null ? [] : [`${seconds} s`]),
    ...(blocks === null ? [] : [`${blocks} blocks`]),
  ].join(' or ');
  say(`good ${commitText(range.good)}`);
  say(`bad  ${commitText(range.bad)}`);
  say(`${ask.metric} of ${ask.variant} in ${ask.scenario}, at most ${limits} a commit, seed ${ask.seed}`);
  say(`verdicts are kept in ${store.folder}`);
}

function leftText(left: number): string {
  return `one of ${left} that may be it, about ${Math.ceil(Math.log2(left))} to try`;
}

async function show(
  report: BisectReport,
  format: BisectFormat,
  store: BisectStore,
  world: World,
): Promise<number> {
  await store.write(report);
  world.stdout.write(rendered(report, format, world));
  world.stderr.write(`Full results: ${store.folder}\n`);
  const { state } = report;
  return state === 'going-on' || state === 'stopped' ? signalCode(world) : EXIT_CODES[state];
}

function rendered(report: BisectReport, format: BisectFormat, { env }: World): string {
  switch (format) {
    case 'table':
      return renderBisectTable(report, signsOf(glyphsFor(env)));
    case 'json':
      return renderBisectJson(report);
    default:
      return format satisfies never;
  }
}

function signalCode({ signal }: World): number {
  return 128 + constants.signals[signal.reason as NodeJS.Signals];
}
