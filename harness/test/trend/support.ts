import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type {
  CheckComparison,
  CheckFigure,
  CheckReport,
  CheckSide,
  Machine,
  Provenance,
} from '@fairfetch/contract';
import { session } from '../support/session.ts';
import { temporaryFolder } from '../support/world.ts';

const HASH_DIGITS = 40;
const DAY_MS = 24 * 3600 * 1000;
const FIRST_DAY = Date.parse('2026-01-01T08:00:00.000Z');

/** A moment of the day-th day, counted from 0. */
export const moment = (day: number): string => new Date(FIRST_DAY + day * DAY_MS).toISOString();

/** A full hash that begins with the number. */
export const hash = (number: number): string =>
  number.toString(16).padStart(3, '0').padEnd(7, 'a').padEnd(HASH_DIGITS, '0');

export function figure(median: number, half = 0, over: Partial<CheckFigure> = {}): CheckFigure {
  return { median, low: median - half, high: median + half, least: median, most: median, count: 20, ...over };
}

export function comparison(over: Partial<CheckComparison> = {}): CheckComparison {
  const figures = { base: figure(100e6, 2e6), candidate: figure(101e6, 2e6), baseAgain: figure(100e6, 2e6) };
  return {
    scenario: 'seed',
    variant: 'fake/good',
    metric: 'time',
    kind: 'measured',
    unit: 'ns',
    verdict: 'unchanged',
    doubt: null,
    blocks: 20,
    pValue: 0.5,
    holmPValue: 1,
    threshold: 0.05,
    ratio: 1.01,
    interval: { low: 0.99, high: 1.03, confidence: 0.95 },
    detectableRatio: 1.08,
    ...figures,
    reasons: [],
    ...over,
  };
}

export function counted(candidate: number, over: Partial<CheckComparison> = {}): CheckComparison {
  return comparison({
    metric: 'connections',
    kind: 'exact',
    unit: 'count',
    threshold: null,
    ratio: null,
    interval: null,
    detectableRatio: null,
    base: figure(10),
    candidate: figure(candidate),
    ...over,
  });
}

export interface ReportParts {
  /** Of the commit, and of the session unless startedAt says otherwise. */
  readonly day: number;
  readonly startedAt?: string;
  readonly side?: Partial<CheckSide>;
  readonly comparisons?: readonly CheckComparison[];
  readonly machine?: Partial<Machine>;
  readonly provenance?: Partial<Provenance>;
  readonly hostHash?: string;
  readonly seed?: number;
}

const REST = {
  kind: 'check-report',
  format: 1,
  mode: 'revisions',
  verdict: 'passed',
  exitCode: 0,
  inconclusive: 'pass',
  complete: true,
  level: 0.01,
  confidence: 0.95,
  budget: { seconds: 60, blocks: null },
  shard: null,
  comparisonsElsewhere: 0,
  seconds: { prepared: 1, raced: 60 },
  lanes: [],
  onlyBase: [],
  onlyCandidate: [],
  unaffected: [],
  skipped: [],
  selfDifferences: [],
  conformance: null,
} as const;

/** A report of a session that raced the commit of that day. */
export function report(parts: ReportParts): CheckReport {
  const { day, startedAt = moment(day), side = {}, comparisons = [comparison()] } = parts;
  const { provenance } = session();
  const { machine } = provenance;
  return {
    ...REST,
    lanes: [],
    onlyBase: [],
    onlyCandidate: [],
    unaffected: [],
    skipped: [],
    selfDifferences: [],
    startedAt,
    seed: parts.seed ?? 1,
    optionWords: [],
    base: sideOf(day - 1),
    candidate: { ...sideOf(day), ...side },
    comparisons: [...comparisons],
    provenance: { ...provenance, machine: { ...machine, ...parts.machine }, ...parts.provenance },
    hostHash: parts.hostHash ?? 'c0ffee',
  };
}

function sideOf(day: number): CheckSide {
  return {
    name: 'main',
    revision: hash(day + 1),
    committedAt: moment(day),
    subject: `change of day ${day}`,
    changes: null,
    command: null,
  };
}

/** A folder with these files in it, by their path; reports are written as JSON. */
export function folderWith(files: Readonly<Record<string, string | CheckReport>>): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}
