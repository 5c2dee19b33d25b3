import { access, constants } from 'node:fs/promises';
import { constants as system } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { CheckBaseline, CheckSide, RunMetric } from '@fairfetch/contract';
import { discoverBackends, matchesPattern, selectVariants } from '../backends/index.ts';
import {
  baselineOf,
  compareWithBaseline,
  isStored,
  readBaseline,
  refuseStored,
  renderBaselineJson,
  renderBaselineTable,
  shortRows,
  writeBaseline,
  type BaselineInput,
  type StoredMetric,
} from '../baselines/index.ts';
import { HarnessError, reasonOf } from '../errors.ts';
import { DEFAULT_BASELINE_RUNS } from '../option-table.ts';
import { raceFor, scenarioRace } from '../races.ts';
import { openRepository, resolveRevision } from '../revisions/index.ts';
import { requireBinaries, takeLock } from '../run/index.ts';
import { glyphsFor } from '../report/index.ts';
import { planSession } from '../session.ts';
import { hostHash, makeResultsFolder, newSitting, openStore, resultsName } from '../store/index.ts';
import { columnsOf, takesEscapes } from '../terminal.ts';
import type { World } from '../world.ts';
import type { Asked } from './check.ts';
import { openGrounds } from './grounds.ts';
import { raceAll } from './race-loop.ts';

const RESULTS = 'results';

/** Runs every variant and stores counts and memory as a baseline. Gives the exit code. */
export async function recordBaseline(file: string, asked: Asked, world: World): Promise<number> {
  requireStored(asked.options.metrics);
  requireFormat(asked, ['table']);
  await requireWritable(resolve(file));
  const made = await runAll(asked, null, world);
  if (world.signal.aborted) return stopped(world);
  const baseline = baselineOf(made);
  await writeBaseline(resolve(file), baseline);
  for (const short of shortRows(baseline)) world.stderr.write(`${short}\n`);
  world.stderr.write(`Baseline: ${resolve(file)}\n`);
  return 0;
}

/** Runs every variant and holds its counts and memory against a stored baseline. Gives the exit code. */
export async function checkBaseline(file: string, asked: Asked, world: World): Promise<number> {
  const { options, resolved } = asked;
  requireStored(options.metrics);
  requireFormat(asked, ['table', 'json']);
  const stored = await readBaseline(resolve(file));
  if (options.seed !== null && options.seed !== stored.seed) {
    throw new HarnessError(
      'bad-option',
      `--seed ${options.seed} is not that of the baseline, ${stored.seed}`,
      'Leave --seed out: sizes are drawn from it, so the baseline says which.',
    );
  }
  const made = await runAll(asked, stored.seed, world);
  if (world.signal.aborted) return stopped(world);
  const metrics = resolved.metrics.filter(isStored);
  const baseline = onlyAsked(stored, resolved.only, made.scenarios);
  const report = compareWithBaseline(baseline, {
    ...made,
    thresholds: resolved.thresholds,
    ...(metrics.length > 0 && { metrics: metrics satisfies readonly StoredMetric[] }),
  });
  const { stdout, env } = world;
  world.stdout.write(
    options.format === 'json'
      ? renderBaselineJson(report)
      : renderBaselineTable(report, {
          columns: columnsOf(stdout, 100),
          colour: takesEscapes(stdout, env) && !env['NO_COLOR'],
          glyphs: glyphsFor(env),
        }),
  );
  if (report.verdict === 'regressed') return 1;
  if (report.verdict === 'cannot-judge' || report.verdict === 'nothing-to-judge') return 4;
  return report.verdict === 'inconclusive' && resolved.inconclusive === 'fail' ? 4 : 0;
}

/** Rows that are not asked for are not missed. */
function onlyAsked(
  baseline: CheckBaseline,
  only: readonly string[],
  scenarios: BaselineInput['scenarios'],
): CheckBaseline {
  const isAsked = (variant: string): boolean =>
    only.length === 0 || only.some((pattern) => matchesPattern(variant, pattern));
  const rows = baseline.rows.filter(
    ({ variant, scenario }) => isAsked(variant) && scenarios.some(({ name }) => name === scenario),
  );
  return { ...baseline, rows };
}

/** Known before the runs, and not after them. */
async function requireWritable(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    const hint = 'Name a file in a folder that is there and that you can write to.';
    throw new HarnessError('results', `${file} cannot be written: ${reasonOf(error)}`, hint, {
      cause: error,
    });
  }
}

/** @throws HarnessError `bad-option` for a metric of which no stored value is worth anything */
function requireStored(metrics: readonly RunMetric[]): void {
  const refused = refuseStored(metrics);
  if (refused !== null) throw refused;
}

function requireFormat({ options: { format, mode } }: Asked, known: readonly string[]): void {
  if (known.includes(format)) return;
  throw new HarnessError(
    'bad-option',
    `--format ${format} does not go with --${mode.against}`,
    `It takes ${known.join(', ')}.`,
  );
}

function stopped({ signal }: World): number {
  return 128 + system.signals[signal.reason as NodeJS.Signals];
}

/** Races all variants as `compare` does, and gives their runs. Results are kept as a race's. */
async function runAll(
  { options, resolved, workspace }: Asked,
  storedSeed: number | null,
  world: World,
): Promise<BaselineInput> {
  await requireBinaries(world.binaries);
  const startedAt = world.now();
  const seed = storedSeed ?? options.seed ?? world.randomSeed();
  const field = selectVariants(await discoverBackends(workspace, world.env), resolved.only);
  const limits = { blocks: options.blocks ?? DEFAULT_BASELINE_RUNS, precision: null, budgetS: null };
  const races = resolved.scenarios.map((name) =>
    raceFor(scenarioRace(world.loadScenario(name), seed, limits), field.variants),
  );
  await using open = new AsyncDisposableStack();
  open.adopt(takeLock(world.lockFolder, startedAt.toISOString()), (lock) => lock.release());
  const here = { ...world, root: workspace };
  const ground = { races, field, ceilings: [], scratch: options.scratch };
  const { live, scratch, executor, provenance, variants } = await openGrounds(open, ground, here);
  const sitting = await newSitting({ startedAt, shard: null, scratchPath: scratch.path });
  const session = planSession({ startedAt, seed, field, races, headroom: false, provenance, sitting });
  const name = resultsName(startedAt, ['baseline', ...races.map(({ listed }) => listed.name)]);
  const folder = await makeResultsFolder(options.out, join(workspace, RESULTS), name);
  const store = open.adopt(await openStore(folder, session), (each) => each.close());
  live.step(`seed ${seed}, results go to ${folder}`);
  const { signal, now } = world;
  await raceAll({ session, races, variants, earlier: [] }, { executor, scratch, store, live, signal, now });
  live.close();
  const { runs } = await store.readBack();
  return {
    runs,
    recordedAt: startedAt.toISOString(),
    revision: await sideHere(workspace, world),
    seed,
    scenarios: session.scenarios,
    provenance,
    hostHash: await hostHash(),
  };
}

/** What is run; without git it is a folder and no revision. */
async function sideHere(workspace: string, { env }: World): Promise<CheckSide> {
  try {
    const repository = await openRepository(workspace, env);
    const head = await resolveRevision(repository, 'HEAD');
    return { ...head, name: 'the work tree', changes: repository.changes };
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    const nothing = { revision: null, committedAt: null, subject: null, changes: null, command: null };
    return { name: 'the work tree', ...nothing };
  }
}
