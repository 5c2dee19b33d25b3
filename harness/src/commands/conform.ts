import { writeFile } from 'node:fs/promises';
import { availableParallelism, constants } from 'node:os';
import { join, relative } from 'node:path';
import type { ConformanceReport } from '@fairfetch/contract';
import { discoverBackends, selectVariants, withoutPeers, type Backends } from '../backends/index.ts';
import {
  conformanceReport,
  killAllPrograms,
  loadCases,
  openKeeper,
  openPeers,
  OriginHouse,
  planCells,
  probeAbilities,
  renderConformance,
  renderJunit,
  renderTotals,
  runSuite,
  selectCases,
  SuiteProgress,
  unmountAll,
  type Stage,
} from '../conformance/index.ts';
import { cleanEnvironment, pathOf } from '../environment.ts';
import { HarnessError } from '../errors.ts';
import type { ConformOptions } from '../options.ts';
import { openScratch, requireBinaries } from '../run/index.ts';
import { makeResultsFolder, resultsName } from '../store/index.ts';
import type { World } from '../world.ts';

const RESULTS = 'results';
const REPORT = 'conformance.json';
const JOBS_PER_CORE = 2;
/** Of one case, with room for what another has left. */
const CASE_BYTES = 48 * 1024 * 1024;

/** Holds every variant to the contract and prints how it did. Gives the exit code. */
export async function conform(options: ConformOptions, world: World): Promise<number> {
  const { root, env, stderr, signal } = world;
  const startedAt = world.now();
  const startedMs = performance.now();
  await requireBinaries(world.binaries);
  const all = await loadCases(world.casesFolder);
  const selected = selectCases(all, options.cases);
  const field = fieldOf(selectVariants(await discoverBackends(root, env), options.only));
  const cells = planCells(selected, field.variants, options);
  requireCells(cells.length);

  await using open = new AsyncDisposableStack();
  const jobs = options.jobs ?? JOBS_PER_CORE * availableParallelism();
  const scratch = open.adopt(
    await openScratch(null, { runBytes: jobs * CASE_BYTES, allRunsBytes: null }),
    (each) => each.close(),
  );
  const name = resultsName(startedAt, ['conform']);
  const results = await makeResultsFolder(options.out, join(root, RESULTS), name, REPORT);
  endWithUs();
  for (const { variant, reason } of field.skipped) stderr.write(`${variant} is left out: ${reason}\n`);
  const stage = await openStage(world, scratch.reserve('stage'), open);
  const progress = open.adopt(new SuiteProgress(stderr, cells.length), (each) => each.close());
  const outcomes = await runSuite(cells, {
    stage,
    keeper: openKeeper(results),
    scratch: scratch.path,
    jobs,
    done: (result) => progress.done(result),
  });
  progress.close();

  const run = new Set(cells.map(({ suiteCase }) => suiteCase));
  const report = conformanceReport({
    startedAt,
    durationMs: Math.round(performance.now() - startedMs),
    harness: world.version,
    against: null,
    complete: !signal.aborted,
    allCases: options.cases.length === 0,
    cases: selected.filter((each) => run.has(each)),
    variants: field.variants,
    leftOut: field.skipped,
    results: outcomes,
  });
  await writeFile(join(results, REPORT), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(results, 'junit.xml'), renderJunit(report));
  print(report, results, options, world);
  if (signal.aborted) return 128 + constants.signals[signal.reason as NodeJS.Signals];
  return report.totals.failed === 0 ? 0 : 1;
}

function fieldOf(selected: Backends): Backends {
  const field = withoutPeers(selected, 'a program we did not write is held to no contract');
  if (field.variants.length > 0) return field;
  const reasons = field.skipped.map(({ variant, reason }) => `\n  ${variant}: ${reason}`).join('');
  throw new HarnessError(
    'nothing-to-race',
    `no variant can be held to the contract here${reasons}`,
    'Install or build what is missing, then try again.',
  );
}

function requireCells(count: number): void {
  if (count > 0) return;
  throw new HarnessError(
    'unknown-case',
    'none of these cases is of a level that these variants are held to, or of the one above',
    'Name the level with --level; variants that keep the seed’s own way stay at theirs.',
  );
}

/** @param folder not made yet */
async function openStage(world: World, folder: string, open: AsyncDisposableStack): Promise<Stage> {
  const { root, env, binaries, signal } = world;
  const origins = open.adopt(new OriginHouse(binaries.origin, cleanEnvironment(root, env), folder), (each) =>
    each.close(),
  );
  const peers = open.adopt(await openPeers(), (each) => each.close());
  const abilities = await probeAbilities(pathOf(root, env), join(folder, 'disk'));
  await origins.current();
  return { origins, peers, abilities, root, env, signal };
}

let prepared = false;

/** Whatever ends us, a second Ctrl-C too: no program and no mount stays behind. */
function endWithUs(): void {
  if (prepared) return;
  prepared = true;
  process.on('exit', () => {
    killAllPrograms();
    unmountAll();
  });
}

function print(report: ConformanceReport, results: string, { format }: ConformOptions, world: World): void {
  const { stdout, stderr } = world;
  if (format === 'json') {
    stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    stderr.write(`${renderTotals(report)}\n`);
    return;
  }
  stderr.write(`Full results: ${results}\n`);
  const shown = relative(process.cwd(), results);
  const options = { columns: stdout.columns ?? 100, results: shown.startsWith('..') ? results : shown };
  stdout.write(renderConformance(report, options));
}
