import type { BaselineRow, CheckBaseline, CheckOutcome } from '@fairfetch/contract';
import { distributionOf, sentence } from '../analyse/index.ts';
import { holmAdjusted } from '../analyse/holm.ts';
import { unitOf } from '../check/metrics.ts';
import { LEVEL } from '../gate/index.ts';
import { baselineOf, rowsOf } from './baseline.ts';
import { least, most } from './chance.ts';
import { obstacle, type Subject, type Surroundings } from './grounds.ts';
import { findingOf, type Finding, type Rule } from './judge.ts';
import { STORED_METRICS } from './refuse.ts';
import type {
  BaselineComparison,
  BaselineDecision,
  BaselineFigure,
  BaselinePlace,
  BaselineReport,
  Candidate,
  FailedRuns,
  StoredMetric,
} from './types.ts';

/** Of memory, where nothing is said. */
const USUAL_THRESHOLD = 0.05;

/** A comparison, and what it comes to when it is known how sure it is among all. */
interface Draft {
  readonly known: Omit<BaselineComparison, keyof BaselineDecision | 'holmPValue'>;
  readonly decide: Finding['decide'];
}

/**
 * Holds runs made now against a stored baseline: every metric of every variant that both have, each with a verdict and
 * the reason. Throws a RangeError for runs of a scenario that is not listed.
 * @throws HarnessError `unlike` where runs of one variant are of two programs
 */
export function compareWithBaseline(baseline: CheckBaseline, candidate: Candidate): BaselineReport {
  const now = baselineOf(candidate);
  const { level = LEVEL, metrics = STORED_METRICS, thresholds = {} } = candidate;
  const rule = {
    level,
    threshold: thresholds.memory ?? USUAL_THRESHOLD,
    isSameHost: baseline.hostHash === now.hostHash,
  };
  const drafts = subjectsOf(baseline, now, metrics).map((subject) =>
    draftOf(subject, { stored: baseline, now }, rule),
  );
  const comparisons = judgedTogether(drafts);
  const gone = rowsOnlyIn(baseline, now);
  return {
    kind: 'baseline-report',
    format: 1,
    verdict: outcomeOf(comparisons, gone),
    recordedAt: baseline.recordedAt,
    stored: baseline.revision,
    candidate: now.revision,
    level,
    comparisons,
    gone,
    new: rowsOnlyIn(now, baseline),
    failedRuns: failedRunsOf(candidate),
  };
}

const isAt =
  ({ scenario, variant }: BaselinePlace) =>
  (row: BaselinePlace): boolean =>
    row.scenario === scenario && row.variant === variant;

function subjectsOf(
  stored: CheckBaseline,
  now: CheckBaseline,
  metrics: readonly StoredMetric[],
): readonly Subject[] {
  return stored.rows.flatMap((row) => {
    const here = now.rows.find(isAt(row));
    return here === undefined ? [] : metrics.map((metric) => ({ metric, stored: row, now: here }));
  });
}

function rowsOnlyIn(one: CheckBaseline, other: CheckBaseline): readonly BaselinePlace[] {
  return one.rows
    .filter((row) => !other.rows.some(isAt(row)))
    .map(({ scenario, variant }) => ({ scenario, variant }));
}

function figureOf({ runs, failed, values }: BaselineRow, metric: StoredMetric): BaselineFigure {
  const own = metric === 'failures' ? [] : values[metric];
  const median = distributionOf(own)?.median;
  return {
    runs,
    failed,
    values: median === undefined ? null : { count: own.length, least: least(own), median, most: most(own) },
  };
}

function notCompared(decision: BaselineDecision): Finding {
  return { pValue: null, ratio: null, interval: null, threshold: null, decide: () => decision };
}

function draftOf(subject: Subject, sides: Surroundings, rule: Rule): Draft {
  const { metric, stored, now } = subject;
  const inTheWay = obstacle(subject, sides);
  const { decide, ...figures } = inTheWay === null ? findingOf(subject, rule) : notCompared(inTheWay);
  return {
    decide,
    known: {
      scenario: stored.scenario,
      variant: stored.variant,
      metric,
      unit: unitOf(metric),
      ...figures,
      stored: figureOf(stored, metric),
      now: figureOf(now, metric),
    },
  };
}

/** What cannot be compared counts as one that shows nothing: the level must not depend on how much of a file is of use. */
function judgedTogether(drafts: readonly Draft[]): readonly BaselineComparison[] {
  const adjusted = holmAdjusted(drafts.map(({ known }) => known.pValue ?? 1));
  return drafts.map(({ known, decide }, index) => {
    const holmPValue = adjusted[index] as number;
    const decision = decide(holmPValue);
    const reason = sentence(decision.reason);
    return { ...known, holmPValue: known.pValue === null ? null : holmPValue, ...decision, reason };
  });
}

function outcomeOf(comparisons: readonly BaselineComparison[], gone: readonly BaselinePlace[]): CheckOutcome {
  const verdicts = new Set(comparisons.map(({ verdict }) => verdict));
  if (comparisons.length === 0) return 'nothing-to-judge';
  if (verdicts.has('regressed')) return 'regressed';
  if (comparisons.every(({ verdict }) => verdict === 'not-comparable')) return 'cannot-judge';
  const isOpen = gone.length > 0 || verdicts.has('inconclusive') || verdicts.has('not-comparable');
  return isOpen ? 'inconclusive' : 'passed';
}

function failedRunsOf(candidate: Candidate): readonly FailedRuns[] {
  return rowsOf(candidate).flatMap(({ scenario, variant, runs }) => {
    const failed = runs.filter(({ state }) => state === 'failed');
    const example = failed[0]?.failures[0]?.message ?? 'no reason was given';
    return failed.length === 0
      ? []
      : [{ scenario, variant, runs: runs.length, failed: failed.length, example }];
  });
}
