import { join } from 'node:path';
import type { Session, Shard } from '@fairfetch/contract';
import { stoppingInWords } from '../analyse/index.ts';
import { discoverBackends, selectVariants, withoutPeers, type Backends } from '../backends/index.ts';
import { HarnessError } from '../errors.ts';
import type { CompareOptions } from '../options.ts';
import { shardName } from '../planned.ts';
import { raceFor, racesOf, whyNoPeers, type Race } from '../races.ts';
import { takeLock } from '../run/index.ts';
import { leftOutInWords, scenarioNames } from '../scenarios/index.ts';
import { planSession } from '../session.ts';
import { makeResultsFolder, newSitting, openStore, resultsName } from '../store/index.ts';
import type { World } from '../world.ts';
import { ceilingsHere, openGrounds } from './grounds.ts';
import { raceToTheEnd } from './outcome.ts';
import { resume } from './resume.ts';

const RESULTS = 'results';

/** Races the variants of the workspace, or goes on with a race, and prints the table. Gives the exit code. */
export async function compare(options: CompareOptions, world: World): Promise<number> {
  if (options.resume !== null) return resume(options.resume, options, world);
  const { shard } = options;
  const startedAt = world.now();
  const seed = options.seed ?? world.randomSeed();
  const asked = await racesHere(options, seed, world);
  requireBlocks(asked, shard);
  const field = fieldFor(asked, selectVariants(await discoverBackends(world.root, world.env), options.only));
  requireSomeone(field);
  const races = asked.map((race) => raceFor(race, field.variants));
  for (const race of races) requireRunners(race, field);
  const ceilings = await ceilingsHere(world);

  await using open = new AsyncDisposableStack();
  open.adopt(takeLock(world.lockFolder, startedAt.toISOString()), (lock) => lock.release());
  const grounds = await openGrounds(open, { races, field, ceilings, scratch: options.scratch }, world);
  const { live, scratch, provenance, variants } = grounds;
  const sitting = await newSitting({ startedAt, shard, scratchPath: scratch.path });
  const headroom = ceilings.length > 0;
  const session = planSession({ startedAt, seed, field, races, headroom, provenance, sitting });
  const names = session.scenarios.map((each) => each.name);
  const results = join(world.root, RESULTS);
  const folder = await makeResultsFolder(options.out, results, resultsName(startedAt, names, shard));
  const store = open.adopt(await openStore(folder, session), (each) => each.close());
  sayPlan(live.step, session, folder);
  return await raceToTheEnd({ session, races, variants, earlier: [] }, grounds, store, options, world);
}

async function racesHere(options: CompareOptions, seed: number, world: World): Promise<readonly Race[]> {
  const names = options.scenarios.length > 0 ? options.scenarios : scenarioNames().slice(0, 1);
  const scenarios = options.urls === null ? names.map((name) => world.loadScenario(name)) : [];
  const twice = scenarios.find(({ name }, at) => scenarios.findIndex((each) => each.name === name) !== at);
  if (twice === undefined) return racesOf(options, seed, scenarios);
  throw new HarnessError(
    'scenario-file',
    `two scenarios are called ${twice.name}`,
    'Give each file of yours a name of its own.',
  );
}

function fieldFor(races: readonly Race[], selected: Backends): Backends {
  const reason = whyNoPeers(races);
  return reason === null ? selected : withoutPeers(selected, reason);
}

function requireSomeone({ variants, skipped }: Backends): void {
  if (variants.length > 0) return;
  const reasons = skipped.map(({ variant, reason }) => `\n  ${variant}: ${reason}`).join('');
  throw new HarnessError(
    'nothing-to-race',
    `no variant can be raced here${reasons}`,
    'Install or build what is missing, then try again.',
  );
}

/** A scenario that is for none of them would print a table without a row. */
function requireRunners({ listed }: Race, { variants }: Backends): void {
  const { leftOut = [], name } = listed;
  if (leftOut.length < variants.length) return;
  throw new HarnessError(
    'nothing-to-race',
    `scenario ${name} is for none of the variants: ${leftOutInWords(leftOut)}`,
    'See `fairfetch list` for whom each scenario is.',
  );
}

/** A shard without a counted block would have nothing to say. */
function requireBlocks(races: readonly Race[], shard: Shard | null): void {
  const short = races.find(({ listed }) => shard !== null && shard.index > listed.blocks);
  if (short === undefined || shard === null) return;
  throw new HarnessError(
    'bad-option',
    `${shardName(shard)} has no block of ${short.listed.name}, which has ${short.listed.blocks}`,
    'Take fewer shards, or more --blocks.',
  );
}

/** What ends a race is said before its first run, and stored. */
function sayPlan(step: (text: string) => void, { seed, scenarios, sittings }: Session, folder: string): void {
  const [{ shard }] = sittings;
  const part = shard === null ? '' : `, ${shardName(shard)}`;
  step(`seed ${seed}${part}, results go to ${folder}`);
  for (const { name, stopping, blocks } of scenarios) {
    if (stopping !== undefined) step(`${name}: ${stoppingInWords(stopping, blocks)}`);
  }
}
