import type { BaselineRow, BaselineVersions, CheckBaseline, StoredRun } from '@fairfetch/contract';
import { isNotItsFault, valueOf } from '../check/metrics.ts';
import { HarnessError } from '../errors.ts';
import { LEVEL } from '../gate/index.ts';
import { countOf } from '../report/words.ts';
import { isCeiling } from '../store/check-session.ts';
import { versionsOf } from '../store/versions.ts';
import { combinations } from './chance.ts';
import { STORED_METRICS } from './refuse.ts';
import type { BaselineInput, BaselinePlace, ValuedMetric } from './types.ts';

/** Of the file. A change of meaning, or one more field that must be there, makes it one more. */
export const BASELINE_FORMAT = 1 satisfies CheckBaseline['format'];

/**
 * Fewer on either side are not compared: seven values are the fewest that bound a median with 97.5 %, two of which make
 * the 95 % of a ratio.
 */
export const LEAST_RUNS = 7;

/** The counted runs of one variant in one scenario. */
export interface RunsOfRow extends BaselinePlace {
  readonly runs: readonly StoredRun[];
}

/** Runs that say something of the program: no warm-up, no ceiling, and none that we spoilt. In the order of scenarios. */
export function rowsOf({ runs, scenarios }: Pick<BaselineInput, 'runs' | 'scenarios'>): readonly RunsOfRow[] {
  const counted = runs.filter((run) => !run.warmup && !isCeiling(run.variant) && !isNotItsFault(run));
  const byScenario = Map.groupBy(counted, ({ scenario }) => scenario);
  const unknown = [...byScenario.keys()].find((name) => !scenarios.some((each) => each.name === name));
  if (unknown !== undefined)
    throw new RangeError(`there are runs of ${unknown}, which is none of the scenarios`);
  return scenarios.flatMap(({ name }) => {
    const byVariant = Map.groupBy(byScenario.get(name) ?? [], ({ variant }) => variant);
    return [...byVariant].map(([variant, own]) => ({ scenario: name, variant, runs: own }));
  });
}

/** @throws HarnessError `unlike` where runs of one variant are of two programs */
function versionsIn({ variant, runs }: RunsOfRow): BaselineVersions | null {
  const speaking = runs.filter(({ summary }) => summary !== undefined);
  const texts = [...new Set(speaking.map(versionsOf))];
  if (texts.length > 1) {
    throw new HarnessError(
      'unlike',
      `runs of ${variant} are of two programs: ${texts.join(' and ')}`,
      'Run all of them again with the same one.',
    );
  }
  const summary = speaking[0]?.summary;
  if (summary === undefined) return null;
  const { version, runtime, libraries } = summary;
  return { version, runtime, libraries };
}

/** What cannot go below the floor of its measurement is not known where it is not above it. */
function isAboveFloor({ process }: StoredRun): boolean {
  return process !== undefined && process.peakRssBytes > process.rssFloorBytes;
}

function valuesIn(runs: readonly StoredRun[], metric: ValuedMetric, bytes: number | null): number[] {
  const able = metric === 'memory' ? runs.filter(isAboveFloor) : runs;
  return able.map((run) => valueOf(metric, run, bytes)).filter((value) => value !== null);
}

function rowOf(row: RunsOfRow, bytes: number | null): BaselineRow {
  const { scenario, variant, runs } = row;
  return {
    scenario,
    variant,
    versions: versionsIn(row),
    runs: runs.length,
    failed: runs.filter(({ state }) => state === 'failed').length,
    values: {
      memory: valuesIn(runs, 'memory', bytes),
      connections: valuesIn(runs, 'connections', bytes),
      requests: valuesIn(runs, 'requests', bytes),
      bytesResent: valuesIn(runs, 'bytesResent', bytes),
    },
  };
}

/**
 * What is kept of runs: their counts and peak memory, and everything that these depend on. Throws a RangeError for runs of
 * a scenario that is not listed.
 * @throws HarnessError `unlike` where runs of one variant are of two programs
 */
export function baselineOf(input: BaselineInput): CheckBaseline {
  const { recordedAt, revision, seed, scenarios, provenance, hostHash } = input;
  const bytesOf = new Map(scenarios.map(({ name, bytes }) => [name, bytes]));
  return {
    kind: 'check-baseline',
    format: BASELINE_FORMAT,
    recordedAt,
    revision,
    seed,
    scenarios: scenarios.map(({ name, digest }) => ({ name, digest })),
    rows: rowsOf(input).map((row) => rowOf(row, bytesOf.get(row.scenario) ?? null)),
    provenance,
    hostHash,
  };
}

/** The fewest runs on either side that can show a difference, where so many comparisons are made together. */
export function leastRunsFor(comparisons: number, level = LEVEL): number {
  let runs = LEAST_RUNS;
  while ((comparisons * 2) / combinations(2 * runs, runs) > level) runs += 1;
  return runs;
}

/** To be told when a baseline is recorded: a sentence for each row that is too short to be of use. */
export function shortRows({ rows }: CheckBaseline, level = LEVEL): readonly string[] {
  const comparisons = rows.length * STORED_METRICS.length;
  const needed = leastRunsFor(comparisons, level);
  return rows
    .filter(({ runs, failed }) => runs - failed < needed)
    .map(
      ({ scenario, variant, runs, failed }) =>
        `${countOf(runs - failed, 'run')} of ${variant} in ${scenario} were ok: a difference among ${countOf(comparisons, 'comparison')} takes ${needed} on each side.`,
    );
}
