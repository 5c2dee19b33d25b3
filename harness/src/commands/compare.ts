import { constants } from 'node:os';
import { join } from 'node:path';
import type { Report, Session } from '@fairfetch/contract';
import { analyse, stoppingInWords } from '../analyse/index.ts';
import {
  discoverBackends,
  selectVariants,
  withoutPeers,
  type Backends,
  type RaceVariant,
} from '../backends/index.ts';
import { HarnessError } from '../errors.ts';
import { ceilingVariants } from '../headroom/index.ts';
import type { CompareOptions } from '../options.ts';
import { racesOf, whyNoPeers, type Race } from '../races.ts';
import {
  createLive,
  glyphsFor,
  renderCsv,
  renderJson,
  renderMarkdown,
  renderTable,
} from '../report/index.ts';
import { openScratch, requireBinaries, takeLock, type Scratch } from '../run/index.ts';
import { scenarioNames } from '../scenarios/index.ts';
import { planSession } from '../session.ts';
import { collectProvenance, makeResultsFolder, openStore, resultsName, type Store } from '../store/index.ts';
import type { Output, World } from '../world.ts';
import { raceAll } from './race-loop.ts';

const RESULTS = 'results';

/** Races the variants of the workspace and prints the table. Gives the exit code. */
export async function compare(options: CompareOptions, world: World): Promise<number> {
  const { stderr, signal, now } = world;
  const startedAt = now();
  const seed = options.seed ?? world.randomSeed();
  const races = await racesHere(options, seed, world);
  const field = fieldFor(races, selectVariants(await discoverBackends(world.root, world.env), options.only));
  requireSomeone(field);
  const ceilings = await ceilingsHere(world);

  await using open = new AsyncDisposableStack();
  open.adopt(takeLock(world.lockFolder, startedAt.toISOString()), (lock) => lock.release());
  const live = open.adopt(createLive(liveStream(stderr)), (each) => each.close());
  const needs = scratchNeeds(races, field.variants.length + ceilings.length);
  const scratch = open.adopt(await openScratch(options.scratch, needs), (each) => each.close());
  sayWhatIsLeftOut(live.step, field, scratch);
  const executor = open.adopt(
    await world.openExecutor(scratch.reserve('certificates'), options.urls === null),
    (each) => each.close(),
  );
  const provenance = await collectProvenance({
    root: world.root,
    env: world.env,
    version: world.version,
    scratch: { path: scratch.path, fileSystem: scratch.fileSystem, keptUntilEnd: scratch.keptUntilEnd },
    tools: { ...field.tools, ...executor.tools },
  });
  const session = planSession({
    startedAt,
    seed,
    field,
    races,
    headroom: ceilings.length > 0,
    provenance,
  });
  const name = resultsName(
    startedAt,
    session.scenarios.map((each) => each.name),
  );
  const folder = await makeResultsFolder(options.out, join(world.root, RESULTS), name);
  const store = open.adopt(await openStore(folder, session), (each) => each.close());
  sayPlan(live.step, session, folder);
  const broken = await raceAll(session, races, [...field.variants, ...ceilings], {
    executor,
    scratch,
    store,
    live,
    signal,
    now,
  }).then(
    () => null,
    (error: unknown) => error,
  );
  live.close();
  const report = await reportOf(store, !signal.aborted && broken === null);
  if (broken === null) await writeReports(store, report);
  world.stdout.write(rendered(report, options, world));
  // What was measured before the trouble is shown first, then the trouble.
  if (broken !== null) throw broken;
  stderr.write(`Full results: ${folder}\n`);
  return signal.aborted ? signalExitCode(signal) : exitCode(report);
}

async function racesHere(options: CompareOptions, seed: number, world: World): Promise<readonly Race[]> {
  const names = options.scenarios.length > 0 ? options.scenarios : scenarioNames().slice(0, 1);
  const scenarios = options.urls === null ? names.map((name) => world.loadScenario(name)) : [];
  return racesOf(options, seed, scenarios);
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

/** What measures the limits of this machine; nothing where there is no program for it. */
async function ceilingsHere({ ceiling, root }: World): Promise<readonly RaceVariant[]> {
  if (ceiling === null) return [];
  await requireBinaries({ ceiling });
  return ceilingVariants(ceiling, root);
}

function scratchNeeds(races: readonly Race[], variants: number): Parameters<typeof openScratch>[1] {
  const known = races.every(({ listed }) => listed.bytes !== null);
  const runs = races.map(({ listed }) => (listed.blocks + 1) * variants * (listed.bytes ?? 0));
  return {
    runBytes: Math.max(...races.map(({ listed }) => listed.bytes ?? 0)),
    allRunsBytes: known ? runs.reduce((sum, bytes) => sum + bytes, 0) : null,
  };
}

function liveStream(stderr: Output): Parameters<typeof createLive>[0] {
  return { stream: stderr, isTTY: stderr.isTTY ?? false, columns: stderr.columns ?? 80 };
}

function sayWhatIsLeftOut(step: (text: string) => void, field: Backends, scratch: Scratch): void {
  for (const { variant, reason } of field.skipped) step(`${variant} is left out: ${reason}`);
  if (scratch.note !== null) step(scratch.note);
}

/** What ends a race is said before its first run, and stored. */
function sayPlan(step: (text: string) => void, { seed, scenarios }: Session, folder: string): void {
  step(`seed ${seed}, results go to ${folder}`);
  for (const { name, stopping, blocks } of scenarios) {
    if (stopping !== undefined) step(`${name}: ${stoppingInWords(stopping, blocks)}`);
  }
}

async function reportOf(store: Store, complete: boolean): Promise<Report> {
  const { session, runs } = await store.readBack();
  return analyse(session, runs, complete);
}

function rendered(report: Report, options: CompareOptions, { stdout, env }: World): string {
  const { format } = options;
  switch (format) {
    case 'table':
      return renderTable(report, {
        columns: stdout.columns ?? 100,
        colour: (stdout.isTTY ?? false) && !env['NO_COLOR'],
        glyphs: glyphsFor(env),
        withTime: options.columns === 'time',
      });
    case 'json':
      return renderJson(report);
    case 'csv':
      return renderCsv(report);
    case 'markdown':
      return renderMarkdown(report);
    default:
      return format satisfies never;
  }
}

async function writeReports(store: Store, report: Report): Promise<void> {
  await store.writeReport('report.json', renderJson(report));
  await store.writeReport('report.csv', renderCsv(report));
  await store.writeReport('report.md', renderMarkdown(report));
}

/** What this machine lacks is named in the table and no failure; a run that went wrong is one. */
function exitCode(report: Report): number {
  const rows = report.scenarios.flatMap((scenario) => scenario.rows);
  return rows.some(({ state }) => state === 'failed' || state === 'partial') ? 1 : 0;
}

function signalExitCode(signal: AbortSignal): number {
  return 128 + constants.signals[signal.reason as NodeJS.Signals];
}
