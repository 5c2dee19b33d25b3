import { dirname, resolve } from 'node:path';
import type { Session } from '@fairfetch/contract';
import { isComplete } from '../analyse/index.ts';
import { discoverBackends, type Backends, type RaceVariant } from '../backends/index.ts';
import { HarnessError } from '../errors.ts';
import type { CompareOptions } from '../options.ts';
import { shardOf } from '../planned.ts';
import { racesAgain } from '../races-again.ts';
import { removeStale, takeLock } from '../run/index.ts';
import { listedVariant } from '../session.ts';
import {
  hostDifferences,
  hostHash,
  isCeiling,
  newSitting,
  provenanceDifferences,
  readResults,
  reopenStore,
  variantDifferences,
  type Difference,
  type Stored,
} from '../store/index.ts';
import type { World } from '../world.ts';
import { ceilingsHere, openGrounds, type Grounds } from './grounds.ts';
import { exitCode, raceToTheEnd, rendered, reportOf, writeReports } from './outcome.ts';

/**
 * Goes on with a race that was interrupted: the same plan, and what is stored counts. It goes on only where everything
 * that figures depend on is as it was.
 */
export async function resume(given: string, options: CompareOptions, world: World): Promise<number> {
  const startedAt = world.now();
  const folder = resolve(given);
  await using open = new AsyncDisposableStack();
  // Before anything is read: whoever holds it may be writing there.
  open.adopt(takeLock(world.lockFolder, startedAt.toISOString()), (lock) => lock.release());
  const stored = await readResults(folder);
  const { session, runs } = stored;
  await tidyUpAfter(session);
  if (isComplete(session, runs)) return await showComplete(stored, options, world);
  const races = await racesAgain(session);
  const field = await fieldAgain(stored, world);
  const ceilings = await ceilingsAgain(session, world);
  const scratch = options.scratch ?? dirname(session.sittings.at(-1)?.scratchPath ?? '');
  const grounds = await openGrounds(open, { races, field, ceilings, scratch }, world);
  const sitting = await newSitting({
    startedAt,
    shard: shardOf(session),
    scratchPath: grounds.scratch.path,
  });
  requireSame(stored, [
    ...provenanceDifferences(session.provenance, grounds.provenance),
    ...session.sittings.flatMap((each) => hostDifferences(each, sitting)).slice(0, 1),
  ]);
  const goesOn: Session = { ...session, sittings: [...session.sittings, sitting] };
  const store = open.adopt(await reopenStore(stored, goesOn), (each) => each.close());
  sayWhereItIs(grounds, stored);
  const task = { session: goesOn, races, variants: grounds.variants, earlier: runs };
  return await raceToTheEnd(task, grounds, store, options, world);
}

/** Whoever was killed has left its downloads, and what goes on may have its own elsewhere. */
async function tidyUpAfter({ sittings }: Session): Promise<void> {
  const host = await hostHash();
  const ours = sittings.filter((sitting) => sitting.hostHash === host);
  for (const place of new Set(ours.map(({ scratchPath }) => dirname(scratchPath)))) await removeStale(place);
}

/** The variants that are in the plan, and no others. */
async function fieldAgain(stored: Stored, { root, env }: World): Promise<Backends> {
  const { variants, skipped, tools } = await discoverBackends(root, env);
  const { session, folder } = stored;
  const found = session.variants.map(({ id }): RaceVariant => {
    const variant = variants.find((each) => each.id === id);
    if (variant !== undefined) return variant;
    const reason = skipped.find((each) => each.variant === id)?.reason ?? 'it is not in this workspace';
    throw cannotGoOn(folder, `${id} cannot be raced any more (${reason})`);
  });
  requireSame(stored, variantDifferences(session.variants, found.map(listedVariant)));
  return { variants: found, skipped: [], tools };
}

async function ceilingsAgain({ order }: Session, world: World): Promise<readonly RaceVariant[]> {
  if (!order.flat(2).some(isCeiling)) return [];
  const ceilings = await ceilingsHere(world);
  if (ceilings.length > 0) return ceilings;
  throw new HarnessError(
    'not-built',
    'the plan has ceilings, and there is no program here that measures them',
    'Run `npx nx run ceiling:build`.',
  );
}

function requireSame({ folder }: Stored, differences: readonly Difference[]): void {
  if (differences.length > 0) throw cannotGoOn(folder, differences.map(thenAndNow).join('; '));
}

function thenAndNow({ what, values }: Difference): string {
  return values === null ? `${what} has changed` : `${what} was ${values[0]} and is ${values[1]} now`;
}

function cannotGoOn(folder: string, what: string): HarnessError {
  return new HarnessError(
    'unlike',
    `${folder} cannot be gone on with: ${what}`,
    'Bring that back to what it was, or race again; `fairfetch report` shows what there is.',
  );
}

/** A race that was killed after its last run has no report yet. */
async function showComplete(stored: Stored, options: CompareOptions, world: World): Promise<number> {
  const { folder } = stored;
  const report = reportOf(stored);
  await writeReports(folder, report);
  world.stderr.write(`nothing of the plan in ${folder} is left to run\n`);
  world.stdout.write(rendered(report, options, world));
  return exitCode(report);
}

function sayWhereItIs({ live }: Grounds, { folder, session, runs, torn }: Stored): void {
  if (torn) live.step('the last line of runs.jsonl is torn: that run was being stored, and is made again');
  const planned = session.order.flat(2).length;
  live.step(
    `seed ${session.seed}, goes on in ${folder}: ${runs.length} runs of at most ${planned} are there`,
  );
}
