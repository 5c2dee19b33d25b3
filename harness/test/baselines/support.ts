import type { CheckSide, Machine, Provenance, StoredRun, Summary } from '@fairfetch/contract';
import {
  baselineOf,
  compareWithBaseline,
  type BaselineComparison,
  type BaselineInput,
  type Candidate,
} from '../../src/baselines/index.ts';
import { createRandom } from '../../src/random.ts';
import { normalOf } from '../support/normal.ts';
import { failedRun, okRun, session, usage, witness } from '../support/session.ts';

export const MIB = 2 ** 20;

/** Of the files of every run here, each once. */
export const BYTES = 741_500;

export function side(name: string): CheckSide {
  return { name, revision: 'ab'.repeat(20), committedAt: null, subject: null, changes: null, command: null };
}

export function summaryOf(variant: string, over: Partial<Summary> = {}): Summary {
  const [backend = '', name = ''] = variant.split('/');
  return {
    contract: 1,
    backend,
    variant: name,
    version: '0.1.0',
    runtime: { name: 'engine', version: '3.14.0' },
    libraries: { transfer: '8.20.0' },
    concurrency: 10,
    durationNs: 1000,
    downloads: { total: 30, ok: 30, failed: 0, skipped: 0, cancelled: 0 },
    bytes: BYTES,
    attempts: 30,
    peakInFlight: 10,
    errors: {},
    ...over,
  };
}

export interface RowParts {
  readonly variant?: string;
  readonly memory?: readonly number[];
  readonly connections?: readonly number[];
  readonly requests?: readonly number[];
  readonly bodyBytes?: readonly number[];
  /** Runs beside these that failed. */
  readonly failed?: number;
  readonly summary?: Partial<Summary> | null | undefined;
}

/** Ten runs of one variant that are all alike, but for what is given. */
export function rowRuns(parts: RowParts = {}): readonly StoredRun[] {
  const { variant = 'a/one', failed = 0, summary = {} } = parts;
  const count = (parts.memory ?? parts.connections ?? parts.requests ?? parts.bodyBytes)?.length ?? 10;
  const {
    memory = times(count, 20 * MIB),
    connections = times(count, 10),
    requests = times(count, 30),
    bodyBytes = times(count, BYTES),
  } = parts;
  const ok = Array.from({ length: count }, (_, index) =>
    okRun(variant, index + 1, 100, {
      process: usage(1e8, { peakRssBytes: memory[index] as number }),
      witness: witness(7e7, {
        connections: connections[index] as number,
        requests: requests[index] as number,
        bodyBytes: bodyBytes[index] as number,
      }),
      ...(summary === null ? {} : { summary: summaryOf(variant, summary) }),
    }),
  );
  const bad = Array.from({ length: failed }, (_, index) => failedRun(variant, count + index + 1));
  return [...ok, ...bad];
}

export function provenanceOf(machine: Partial<Machine> = {}, over: Partial<Provenance> = {}): Provenance {
  const { provenance } = session();
  return { ...provenance, ...over, machine: { ...provenance.machine, ...machine } };
}

export function input(
  runs: readonly StoredRun[] = rowRuns(),
  over: Partial<BaselineInput> = {},
): BaselineInput {
  return {
    runs,
    recordedAt: '2026-01-02T03:04:05.000Z',
    revision: side('main'),
    seed: 7,
    scenarios: [{ name: 'seed', digest: 'd1', bytes: BYTES }],
    provenance: provenanceOf(),
    hostHash: 'c0ffee',
    ...over,
  };
}

/** Peaks of a program that needs `mib` at the median, log-normal, whole pages. */
export function noisyMemory(seed: number, mib: number, deviation: number, count = 10): readonly number[] {
  const normal = normalOf(createRandom(seed, `memory ${mib} ${deviation}`));
  return Array.from(
    { length: count },
    () => 4096 * Math.round((mib * MIB * Math.exp(deviation * normal())) / 4096),
  );
}

export type Over = Partial<Omit<Candidate, 'runs'>>;

export const OTHER_HOST: Over = { hostHash: 'beef' };

export const times = (count: number, value: number): readonly number[] =>
  Array.from({ length: count }, () => value);

export function compared(
  stored: readonly StoredRun[],
  now: readonly StoredRun[],
  over: Over = {},
  storedOver: Partial<BaselineInput> = {},
): readonly BaselineComparison[] {
  return compareWithBaseline(baselineOf(input(stored, storedOver)), { ...input(now), ...over }).comparisons;
}
