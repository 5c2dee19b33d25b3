import type {
  CheckComparison,
  CheckedMetric,
  CheckFigure,
  CheckReport,
  CheckSide,
  ReportedLane,
} from '@fairfetch/contract';
import { session } from '../support/session.ts';

const MS = 1e6;
const MIB = 2 ** 20;

export function side(over: Partial<CheckSide> = {}): CheckSide {
  return {
    name: 'main',
    revision: '1a2b3c4d5e6f708192a3b4c5d6e7f80912345678',
    committedAt: '2026-01-02T03:04:05.000Z',
    subject: 'Read the list line by line',
    changes: null,
    command: null,
    ...over,
  };
}

export const CANDIDATE = side({
  name: 'the work tree',
  revision: '9f8e7d6c5b4a39281706f5e4d3c2b1a098765432',
  subject: 'Close connections after each file',
  changes: 'sha256:0011223344556677',
});

export function figure(median: number, spread = 0.02): CheckFigure {
  return {
    median,
    low: median * (1 - spread / 2),
    high: median * (1 + spread / 2),
    least: median * (1 - spread),
    most: median * (1 + 2 * spread),
    count: 60,
  };
}

export function counted(least: number, most = least): CheckFigure {
  return { median: (least + most) / 2, low: least, high: most, least, most, count: 60 };
}

type Over = Partial<CheckComparison>;

function comparison(metric: CheckedMetric, over: Over): CheckComparison {
  return {
    scenario: 'seed',
    variant: 'a/one',
    metric,
    kind: 'measured',
    unit: 'ns',
    verdict: 'unchanged',
    doubt: null,
    blocks: 60,
    pValue: 0.4,
    holmPValue: 1,
    threshold: null,
    ratio: null,
    interval: null,
    detectableRatio: null,
    base: null,
    candidate: null,
    baseAgain: null,
    reasons: [],
    ...over,
  };
}

/** `halfWidth` is a share of the ratio. */
export function measured(metric: 'time' | 'cpu' | 'memory', median: number, ratio: number, over: Over = {}) {
  const scale = metric === 'memory' ? MIB : MS;
  return comparison(metric, {
    unit: metric === 'memory' ? 'bytes' : 'ns',
    threshold: 0.05,
    ratio,
    interval: { low: ratio / 1.011, high: ratio * 1.011, confidence: 0.95 },
    detectableRatio: 1.0612,
    base: figure(median * scale),
    candidate: figure(median * scale * ratio),
    baseAgain: figure(median * scale * 1.001),
    ...over,
  });
}

export function exact(
  metric: 'connections' | 'requests' | 'bytesResent',
  base: CheckFigure,
  candidate: CheckFigure,
  over: Over = {},
): CheckComparison {
  return comparison(metric, {
    kind: 'exact',
    unit: metric === 'bytesResent' ? 'bytes' : 'count',
    pValue: 1,
    base,
    candidate,
    baseAgain: base,
    ...over,
  });
}

export function failures(base: CheckFigure, candidate: CheckFigure, over: Over = {}): CheckComparison {
  const common = { kind: 'failures', unit: 'count', pValue: 1, base, candidate, baseAgain: base } as const;
  return comparison('failures', { ...common, ...over });
}

export function cases(over: Over = {}): CheckComparison {
  return comparison('conformance', {
    scenario: null,
    kind: 'cases',
    unit: 'count',
    blocks: 61,
    pValue: null,
    holmPValue: null,
    ...over,
  });
}

/** Seven comparisons of a variant that is what it was. */
export function same(over: Over = {}): readonly CheckComparison[] {
  const none = counted(0);
  return [
    measured('time', 97.2, 1.004, over),
    measured('cpu', 41.5, 0.993, over),
    measured('memory', 21.4, 1.0004, over),
    exact('connections', counted(10), counted(10), over),
    exact('requests', counted(30), counted(30), over),
    exact('bytesResent', none, none, over),
    failures(none, none, over),
  ];
}

export const SURE = { pValue: 0.000_001, holmPValue: 0.000_021 } as const;

export function lane(over: Partial<ReportedLane> = {}): ReportedLane {
  const common = { scenario: 'seed', variant: 'a/one', title: 'Title of a/one' } as const;
  return { ...common, blocks: 60, seconds: 31.4, endedBy: 'verdicts', ...over };
}

export function report(
  comparisons: readonly CheckComparison[],
  over: Partial<CheckReport> = {},
): CheckReport {
  return {
    kind: 'check-report',
    format: 1,
    startedAt: '2026-01-02T03:04:05.000Z',
    mode: 'revisions',
    verdict: 'passed',
    exitCode: 0,
    inconclusive: 'pass',
    complete: true,
    base: side(),
    candidate: CANDIDATE,
    seed: 7,
    optionWords: [],
    level: 0.01,
    confidence: 0.95,
    budget: { seconds: 60, blocks: null },
    shard: null,
    comparisonsElsewhere: 0,
    seconds: { prepared: 48.2, raced: 62.8 },
    lanes: [lane(), lane({ variant: 'b/two', title: 'Title of b/two', blocks: 42, seconds: 31.4 })],
    onlyBase: [],
    onlyCandidate: [],
    unaffected: [],
    skipped: [],
    selfDifferences: [],
    comparisons: [...comparisons],
    conformance: null,
    provenance: session().provenance,
    hostHash: 'c0ffee',
    ...over,
  };
}
