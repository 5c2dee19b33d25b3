import type { BaselineRow, CheckBaseline, Provenance } from '@fairfetch/contract';
import { canonicalJson } from '../scenarios/digest.ts';
import { provenanceDifferences, type Difference } from '../store/index.ts';
import { LEAST_RUNS } from './baseline.ts';
import type { BaselineDecision, BaselineDoubt, StoredMetric } from './types.ts';
import { doubted, HINTS } from './words.ts';

/** One metric of a row that both sides have. */
export interface Subject {
  readonly metric: StoredMetric;
  readonly stored: BaselineRow;
  readonly now: BaselineRow;
}

/** Both sides whole: where and on what they were made. */
export interface Surroundings {
  readonly stored: CheckBaseline;
  readonly now: CheckBaseline;
}

type Ground = (subject: Subject, surroundings: Surroundings) => BaselineDecision | null;

/** In the order in which they are told: only the first is. */
const GROUNDS: readonly Ground[] = [
  seed,
  scenario,
  harness,
  coresOfCounts,
  machineOfMemory,
  runs,
  versionsOfMemory,
];

/** Why this cannot be compared at all; null: nothing is in the way. */
export function obstacle(subject: Subject, surroundings: Surroundings): BaselineDecision | null {
  for (const ground of GROUNDS) {
    const found = ground(subject, surroundings);
    if (found !== null) return found;
  }
  return null;
}

function notComparable(doubt: BaselineDoubt, reason: string, hint: string): BaselineDecision {
  return { verdict: 'not-comparable', ...doubted(doubt, reason, hint) };
}

/** `the kernel was Linux 6.1, now it is Linux 6.8`, for the first few. */
function inWords(differences: readonly Difference[]): string {
  const told = differences.slice(0, MOST_TOLD).map(({ what, values }) => {
    const [then, now] = values ?? [];
    return values === null ? `${what} is another` : `${what} was ${then}, now it is ${now}`;
  });
  const more = differences.length - told.length;
  return [...told, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

const MOST_TOLD = 3;

function seed(_: Subject, { stored, now }: Surroundings): BaselineDecision | null {
  if (stored.seed === now.seed) return null;
  return notComparable(
    'seed',
    `The seed was ${stored.seed}, now it is ${now.seed}: sizes are drawn from it, so other files were downloaded`,
    `Give --seed ${stored.seed}, or record the baseline anew.`,
  );
}

function scenario({ stored }: Subject, { stored: before, now }: Surroundings): BaselineDecision | null {
  const digestIn = ({ scenarios }: CheckBaseline): string | undefined =>
    scenarios.find(({ name }) => name === stored.scenario)?.digest;
  if (digestIn(before) === digestIn(now)) return null;
  return notComparable(
    'scenario',
    `The scenario ${stored.scenario} is not what it was: its digest is another`,
    HINTS.record,
  );
}

/** The harness starts and watches, its origin counts: another version of them may do so otherwise. */
function harness(_: Subject, { stored, now }: Surroundings): BaselineDecision | null {
  const [then, here] = [stored.provenance.harness, now.provenance.harness];
  if (then === here) return null;
  return notComparable(
    'harness',
    `It was recorded by fairfetch ${then}, and this is ${here}, which may count otherwise`,
    HINTS.record,
  );
}

/**
 * A count follows from the jobs and from what the program decides, not from the processor, the kernel or the memory. But a
 * program that starts a worker for each processor may open connections for each worker.
 */
function coresOfCounts({ metric }: Subject, { stored, now }: Surroundings): BaselineDecision | null {
  if (metric === 'memory' || metric === 'failures') return null;
  const differences = provenanceDifferences(
    onlyProcessors(stored.provenance, stored.provenance),
    onlyProcessors(now.provenance, stored.provenance),
  );
  if (differences.length === 0) return null;
  return notComparable(
    'machine',
    `Another kind of machine: ${inWords(differences)}, and a program may open connections for each processor that it may use`,
    HINTS.record,
  );
}

function onlyProcessors({ machine }: Provenance, rest: Provenance): Provenance {
  const { usableCores, cpuLimit } = machine;
  return { ...rest, machine: { ...rest.machine, usableCores, cpuLimit } };
}

/**
 * Peak memory depends on the size of a page, on how the kernel backs memory, on allocators and runtimes that size their
 * arenas, heaps and pools by processors and memory, and on how much waits in buffers for a disk or a processor. So the
 * machine must be of the same kind in all of it; the clock's governor and patches of one kernel line have no part in it.
 */
function machineOfMemory({ metric }: Subject, { stored, now }: Surroundings): BaselineDecision | null {
  if (metric !== 'memory') return null;
  const differences = provenanceDifferences(ofMemory(stored.provenance), ofMemory(now.provenance));
  if (differences.length === 0) return null;
  return notComparable(
    'machine',
    `Other surroundings: ${inWords(differences)}, and peak memory depends on that`,
    HINTS.recordOrCheck,
  );
}

/** What of the surroundings bears on memory; versions are told row by row, and the revision is what is compared. */
function ofMemory(provenance: Provenance): Provenance {
  const { machine } = provenance;
  const kernel = kernelLine(machine.kernel);
  return { ...provenance, node: '', git: null, tools: {}, machine: { ...machine, kernel, governor: null } };
}

/** `Linux 6.8` of `Linux 6.8.0-45-generic`; of a text without two numbers, all of it. */
export function kernelLine(kernel: string): string {
  return /^\S+ \d+\.\d+/.exec(kernel)?.[0] ?? kernel;
}

/** What a row runs on, by name: what it says itself, and what its backend's needs printed. */
function madeOf(
  { variant, versions }: BaselineRow,
  { provenance }: CheckBaseline,
): ReadonlyMap<string, string> {
  const { runtime = {}, libraries = {} } = versions ?? {};
  const needs = Object.entries(provenance.tools).filter(([name]) =>
    name.startsWith(`${variant.split('/')[0]}: `),
  );
  const ofRuntime = Object.entries(runtime).map(
    ([name, value]) => [`${name} of the runtime`, value] as const,
  );
  const all = [...ofRuntime, ...Object.entries(libraries), ...needs];
  return new Map(
    all.map(([name, value]) => [name, typeof value === 'string' ? value : canonicalJson(value)]),
  );
}

function versionsOfMemory({ metric, stored, now }: Subject, sides: Surroundings): BaselineDecision | null {
  if (metric !== 'memory') return null;
  const [then, here] = [madeOf(stored, sides.stored), madeOf(now, sides.now)];
  if (then.size === 0 || here.size === 0) {
    const reason = 'It is not known which runtime and libraries it had, and peak memory depends on them';
    return notComparable('versions', reason, HINTS.check);
  }
  const names = [...new Set([...then.keys(), ...here.keys()])];
  const differences = names
    .map((what) => ({
      what,
      values: [then.get(what) ?? 'not there', here.get(what) ?? 'not there'] as const,
    }))
    .filter(({ values: [one, other] }) => one !== other);
  if (differences.length === 0) return null;
  return notComparable(
    'versions',
    `Other versions: ${inWords(differences)}, and peak memory depends on that`,
    HINTS.recordOrCheck,
  );
}

function runs({ metric, stored, now }: Subject): BaselineDecision | null {
  const countOf = (row: BaselineRow): number =>
    metric === 'failures' ? row.runs : row.values[metric].length;
  const [then, here] = [countOf(stored), countOf(now)];
  if (then >= LEAST_RUNS && here >= LEAST_RUNS) return null;
  if (then === 0 || here === 0) {
    const when = [...(then === 0 ? ['then'] : []), ...(here === 0 ? ['now'] : [])].join(' and ');
    return notComparable('not-measured', `No run has a value of it ${when}`, measureHint(then));
  }
  return notComparable(
    'few-runs',
    `${then} runs have a value of it then and ${here} now, and ${LEAST_RUNS} on each side are the fewest`,
    measureHint(then),
  );
}

/** Where the stored side is too short, more runs now do not help. */
function measureHint(then: number): string {
  return then < LEAST_RUNS ? HINTS.record : HINTS.moreRuns;
}
