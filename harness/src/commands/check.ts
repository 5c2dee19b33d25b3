import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import type { CheckReport, CheckSession } from '@fairfetch/contract';
import { compareConformance } from '../check/conformance.ts';
import { openCommands } from '../check/commands-contest.ts';
import { resolveCheck, type ResolvedCheck } from '../check/config.ts';
import type { Contest } from '../check/contest.ts';
import { showCheck, writeCheckReports } from '../check/outcome.ts';
import { optionWords } from '../check/option-words.ts';
import { lanesOf, planCheck } from '../check/plan.ts';
import { ofShard, type Lane } from '../check/lanes.ts';
import { CheckProgress } from '../check/progress.ts';
import { holdCheck, type HeldCheck } from '../check/hold.ts';
import { openRevisions } from '../check/revisions-contest.ts';
import { openCheckStore, SESSION_FILE } from '../check/store.ts';
import { reportOfCheck } from '../check/judge.ts';
import { HarnessError } from '../errors.ts';
import type { CheckOptions } from '../options.ts';
import { shardName } from '../planned.ts';
import { scenarioRace, type Race } from '../races.ts';
import { countOf } from '../report/words.ts';
import { requireBinaries, takeLock } from '../run/index.ts';
import { collectProvenance, hostHash, makeResultsFolder, resultsName } from '../store/index.ts';
import { keepReport } from '../trend/index.ts';
import type { World } from '../world.ts';
import { checkBaseline, recordBaseline } from './baseline.ts';
import { openGrounds, type Grounds } from './grounds.ts';

const RESULTS = 'results';
/** More than any budget has room for: what is asked is only whether all runs' files would fit. */
const MANY_BLOCKS = 10_000;
const SITTING_BYTES = 6;

/** Races a candidate against its base and says what became worse. Gives the exit code. */
export async function check(options: CheckOptions, world: World): Promise<number> {
  const { mode } = options;
  const workspace = resolve(options.workspace ?? world.root);
  const resolved = await resolveCheck(options, workspace);
  const asked = { options, resolved, workspace };
  if (mode.against === 'record') return recordBaseline(mode.file, asked, world);
  if (mode.against === 'baseline') return checkBaseline(mode.file, asked, world);
  await requireBinaries(world.binaries);
  const startedMs = performance.now();
  await using open = new AsyncDisposableStack();
  open.adopt(takeLock(world.lockFolder, world.now().toISOString()), (lock) => lock.release());
  const contest = await openContest(open, asked, world);
  if (contest === null) return signalCode(world);
  const facts = await factsOf(contest, asked, world);
  const folder = await folderFor(facts, asked);
  const mine = ofShard(facts.lanes, options.shard);
  if (mine.length === 0) return nothingToJudge(facts, folder, asked, world);
  const conformance = await casesOf(contest, mine, resolved, folder, world);
  if (world.signal.aborted) return signalCode(world);
  const held = { facts, mine, folder, conformance, startedMs };
  return await raceAndShow(open, held, asked, world);
}

type Facts = Omit<Parameters<typeof planCheck>[0], 'conformance' | 'preparedSeconds' | 'provenance'>;

/** All of the plan that is known before anything is run. */
async function factsOf(contest: Contest, { options, resolved }: Asked, world: World): Promise<Facts> {
  const seed = options.seed ?? world.randomSeed();
  const races = racesFor(resolved, seed, world);
  return {
    startedAt: world.now(),
    seed,
    sitting: randomBytes(SITTING_BYTES).toString('hex'),
    hostHash: await hostHash(),
    contest,
    resolved,
    shard: options.shard,
    optionWords: optionWords(options, resolved),
    races,
    ...lanesOf(contest, races),
  };
}

function folderFor({ startedAt, shard }: Facts, { options, resolved, workspace }: Asked): Promise<string> {
  const name = resultsName(startedAt, ['check', ...resolved.scenarios.map(lastPart)], shard);
  return makeResultsFolder(options.out, join(workspace, RESULTS), name, SESSION_FILE);
}

interface Held {
  readonly facts: Facts;
  /** Of this shard. */
  readonly mine: readonly Lane[];
  readonly folder: string;
  readonly conformance: CheckSession['conformance'];
  readonly startedMs: number;
}

async function raceAndShow(
  open: AsyncDisposableStack,
  { facts, mine, folder, conformance, startedMs }: Held,
  { options, workspace }: Asked,
  world: World,
): Promise<number> {
  const { races, contest } = facts;
  const variants = mine.flatMap(({ arms }) => Object.values(arms));
  const field = { variants, skipped: [], tools: contest.tools };
  const ground = { races, field, ceilings: [], scratch: options.scratch };
  const grounds = await openGrounds(open, ground, { ...world, root: workspace });
  const preparedSeconds = (performance.now() - startedMs) / 1000;
  const session = planCheck({ ...facts, conformance, preparedSeconds, provenance: grounds.provenance });
  sayPlan(grounds.live.step, session, folder);
  const { report, broken } = await heldWatched(session, mine, { ...grounds, folder }, world);
  if (broken === null) await keepAll(report, folder, options, world);
  await showCheck(report, options.format, world);
  // What was found before the trouble is shown first, then the trouble.
  if (broken !== null) throw broken;
  world.stderr.write(`Full results: ${folder}\n`);
  return world.signal.aborted ? signalCode(world) : report.exitCode;
}

async function heldWatched(
  session: CheckSession,
  lanes: readonly Lane[],
  { executor, scratch, folder }: Pick<Grounds, 'executor' | 'scratch'> & { readonly folder: string },
  { signal, now, stderr }: World,
): Promise<HeldCheck> {
  const progress = new CheckProgress(stderr, session);
  try {
    return await holdCheck(session, lanes, folder, {
      executor,
      scratch,
      signal,
      now,
      clockMs: () => performance.now(),
      told: (block, gate) => progress.told(block, gate),
    });
  } finally {
    progress.close();
  }
}

export interface Asked {
  readonly options: CheckOptions;
  readonly resolved: ResolvedCheck;
  readonly workspace: string;
}

function racesFor(resolved: ResolvedCheck, seed: number, world: World): readonly Race[] {
  const limits = { blocks: resolved.budget.blocks ?? MANY_BLOCKS, precision: null, budgetS: null };
  const races = resolved.scenarios.map((name) => scenarioRace(world.loadScenario(name), seed, limits));
  const names = races.map(({ listed }) => listed.name);
  const twice = names.find((each, index) => names.indexOf(each) !== index);
  if (twice === undefined) return races;
  throw new HarnessError(
    'scenario-file',
    `two scenarios are called ${twice}`,
    'Give each a name of its own.',
  );
}

/** null: the user has had enough. */
async function openContest(
  open: AsyncDisposableStack,
  { options, resolved, workspace }: Asked,
  { env, signal, stderr, root }: World,
): Promise<Contest | null> {
  const { mode } = options;
  if (mode.against === 'command') return openCommands(mode, process.cwd(), env);
  if (mode.against !== 'revision') throw new TypeError(`nothing to open for ${mode.against}`);
  return openRevisions(open, {
    workspace,
    ref: mode.ref,
    only: resolved.only,
    all: options.all,
    isInstalled: workspace === resolve(root),
    env,
    signal,
    say: (line) => stderr.write(`${line}\n`),
  });
}

const lastPart = (name: string): string => (name.split('/').at(-1) ?? name).replace(/\.json$/, '');

/** null: no cases are to be run. */
async function casesOf(
  { pairs, mode }: Contest,
  mine: readonly Lane[],
  { conformance }: ResolvedCheck,
  folder: string,
  world: World,
): Promise<CheckSession['conformance']> {
  if (!conformance || mode === 'commands') return null;
  const own = pairs.filter(({ candidate }) => mine.some(({ listed }) => listed.variant === candidate.id));
  if (own.length === 0) return [];
  world.stderr.write(`holding base and candidate of ${own.length} variants to the cases of the contract\n`);
  return [...(await compareConformance(own, folder, world))];
}

/** Says so at once, in the same formats. */
async function nothingToJudge(
  facts: Facts,
  folder: string,
  { options, workspace }: Asked,
  world: World,
): Promise<number> {
  const { env, version } = world;
  const none = { fileSystem: 'none', keptUntilEnd: false };
  const provenance = await collectProvenance({ root: workspace, env, version, scratch: none, tools: {} });
  const session = planCheck({ ...facts, conformance: null, preparedSeconds: 0, provenance });
  const store = await openCheckStore(folder, session);
  await store.close();
  const report = reportOfCheck(session, []);
  await writeCheckReports(folder, report);
  await showCheck(report, options.format, world);
  return report.exitCode;
}

async function keepAll(
  report: CheckReport,
  folder: string,
  { keep }: Pick<CheckOptions, 'keep'>,
  { stderr }: World,
): Promise<void> {
  await writeCheckReports(folder, report);
  if (keep !== null) stderr.write(`Kept: ${await keepReport(report, resolve(keep))}\n`);
}

function sayPlan(step: (text: string) => void, session: CheckSession, folder: string): void {
  const { seed, shard, lanes, budget, metrics } = session;
  const part = shard === null ? '' : `, ${shardName(shard)}`;
  const limits = [
    ...(budget.seconds === null ? [] : [`${budget.seconds} s`]),
    ...(budget.blocks === null ? [] : [`${budget.blocks} blocks`]),
  ].join(' or ');
  step(`seed ${seed}${part}, results go to ${folder}`);
  const what = `${countOf(lanes.length, 'variant')} x ${countOf(metrics.length, 'metric')}`;
  step(`${what}, each until it is decided, at most ${limits} a variant`);
}

function signalCode({ signal }: World): number {
  return 128 + constants.signals[signal.reason as NodeJS.Signals];
}
