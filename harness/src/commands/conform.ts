import { writeFile } from 'node:fs/promises';
import { availableParallelism, constants } from 'node:os';
import { join, relative } from 'node:path';
import type { ConformanceReport } from '@fairfetch/contract';
import {
  casesServed,
  conformanceReport,
  endWithUs,
  findCounterpart,
  findField,
  loadCases,
  openKeeper,
  openStage,
  planCells,
  renderConformance,
  renderJunit,
  renderTotals,
  runSuite,
  selectCases,
  SuiteProgress,
  type FoundCounterpart,
} from '../conformance/index.ts';
import { pathOf } from '../environment.ts';
import { HarnessError } from '../errors.ts';
import type { ConformOptions } from '../options.ts';
import { openScratch, requireBinaries } from '../run/index.ts';
import { makeResultsFolder, resultsName } from '../store/index.ts';
import type { World } from '../world.ts';

const RESULTS = 'results';
const REPORT = 'conformance.json';
const JOBS_PER_CORE = 3;
/** Of one case, with room for what another has left. */
const CASE_BYTES = 48 * 1024 * 1024;

/** Holds every variant to the contract and prints how it did. Gives the exit code. */
export async function conform(options: ConformOptions, world: World): Promise<number> {
  const { against } = options;
  await requireBinaries(world.binaries);
  if (against === null) return conformTo(options, world, null);
  const counterpart = await findCounterpart(against, pathOf(world.root, world.env));
  return counterpart === null
    ? notInstalled(against, options, world)
    : conformTo(options, world, counterpart);
}

async function conformTo(
  options: ConformOptions,
  world: World,
  counterpart: FoundCounterpart | null,
): Promise<number> {
  const { root, stderr, signal } = world;
  const startedAt = world.now();
  const startedMs = performance.now();
  const { cases, note } = casesServed(
    selectCases(await loadCases(world.casesFolder), options.cases),
    counterpart,
  );
  const field = await findField(world, options.only);
  const cells = planCells(cases, field.variants, options);
  requireCells(cells.length);

  await using open = new AsyncDisposableStack();
  endWithUs();
  const jobs = options.jobs ?? JOBS_PER_CORE * availableParallelism();
  const needs = { runBytes: jobs * CASE_BYTES, allRunsBytes: null };
  const scratch = open.adopt(await openScratch(null, needs), (each) => each.close());
  const name = resultsName(startedAt, ['conform', ...(options.against === null ? [] : [options.against])]);
  const results = await makeResultsFolder(options.out, join(root, RESULTS), name, REPORT);
  for (const { variant, reason } of field.skipped) stderr.write(`${variant} is left out: ${reason}\n`);
  if (note !== null) stderr.write(`${note}\n`);
  const stage = await openStage(world, scratch.reserve('stage'), cases, counterpart, open);
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
    against: counterpart?.title ?? null,
    complete: !signal.aborted,
    allCases: options.cases.length === 0,
    cases: cases.filter((each) => run.has(each)),
    variants: field.variants,
    leftOut: field.skipped,
    results: outcomes,
  });
  await writeFile(join(results, REPORT), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(results, 'junit.xml'), renderJunit(report));
  stderr.write(`Full results: ${results}\n`);
  print(report, results, options, world);
  if (signal.aborted) return 128 + constants.signals[signal.reason as NodeJS.Signals];
  return report.totals.failed === 0 ? 0 : 1;
}

function requireCells(count: number): void {
  if (count > 0) return;
  throw new HarnessError(
    'unknown-case',
    'none of these cases is run with these variants',
    'Name their level with --level (variants that keep the seed’s own way stay at theirs), or another server.',
  );
}

/** What this machine lacks is said, and is no failure. */
function notInstalled(name: string, { format }: ConformOptions, { stdout, stderr }: World): number {
  stderr.write(`${name} is not installed here, so nothing is run against it\n`);
  if (format === 'table') stdout.write('conformance: 0 passed, 0 failed, 1 skipped\n');
  return 0;
}

function print(report: ConformanceReport, results: string, { format }: ConformOptions, world: World): void {
  const { stdout, stderr } = world;
  if (format === 'json') {
    stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    stderr.write(`${renderTotals(report)}\n`);
    return;
  }
  const shown = relative(process.cwd(), results);
  const options = { columns: stdout.columns ?? 100, results: shown.startsWith('..') ? results : shown };
  stdout.write(renderConformance(report, options));
}
