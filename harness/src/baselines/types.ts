import type {
  CheckComparison,
  CheckOutcome,
  CheckSide,
  CheckThresholds,
  CheckVerdict,
  Interval,
  Provenance,
  RunMetric,
  SessionScenario,
  StoredRun,
} from '@fairfetch/contract';

/** What may be stored. Times and processor time may not: see refuse.ts. */
export type StoredMetric = Exclude<RunMetric, 'time' | 'cpu'>;

/** Metrics that each run has a value of; of failures there is only how many. */
export type ValuedMetric = Exclude<StoredMetric, 'failures'>;

/** Where and on what runs were made, and the runs. */
export interface BaselineInput {
  /** All of them of one revision; warm-ups and ceilings are left out here. */
  readonly runs: readonly StoredRun[];
  /** ISO 8601, UTC, in milliseconds. */
  readonly recordedAt: string;
  /** What was run. */
  readonly revision: CheckSide;
  readonly seed: number;
  /** Of all runs; `bytes` is the sum over all downloads, each once, null: not known. */
  readonly scenarios: readonly Pick<SessionScenario, 'name' | 'digest' | 'bytes'>[];
  readonly provenance: Provenance;
  readonly hostHash: string;
}

/** Runs made now, and how they are to be judged. */
export interface Candidate extends BaselineInput {
  /** As a share; memory: 0.05 where nothing is said. */
  readonly thresholds?: Pick<CheckThresholds, 'memory'>;
  /** Chance that a comparison of programs that are alike says anywhere that they differ; the gate's where nothing is said. */
  readonly level?: number;
  /** Default: all that may be stored. */
  readonly metrics?: readonly StoredMetric[];
}

export type BaselineVerdict = CheckVerdict | 'not-comparable';

/** Why there is no verdict: what keeps the two from being compared, or what leaves a comparison open. */
export type BaselineDoubt =
  | 'seed'
  | 'scenario'
  | 'harness'
  | 'machine'
  | 'versions'
  | 'few-runs'
  | 'not-measured'
  | 'counts-vary'
  | 'memory-varies'
  | 'failures-vary'
  | 'imprecise';

/** One side of a comparison. */
export interface BaselineFigure {
  /** Counted ones, those that failed included. */
  readonly runs: number;
  readonly failed: number;
  /** Of runs that were ok, in the unit of the metric; null: there is none, or the metric is failures. */
  readonly values: {
    readonly count: number;
    readonly least: number;
    readonly median: number;
    readonly most: number;
  } | null;
}

/** What a comparison came to. */
export interface BaselineDecision {
  readonly verdict: BaselineVerdict;
  /** null: it is judged. */
  readonly doubt: BaselineDoubt | null;
  /** A sentence: what was seen, or what is in the way. */
  readonly reason: string;
  /** What to do next; null: nothing. */
  readonly hint: string | null;
}

/** One metric of one variant in one scenario, stored and now. */
export interface BaselineComparison extends BaselineDecision {
  readonly scenario: string;
  /** BACKEND/VARIANT. */
  readonly variant: string;
  readonly metric: StoredMetric;
  readonly unit: CheckComparison['unit'];
  /** Two-sided; null: not compared. */
  readonly pValue: number | null;
  /** Adjusted for all comparisons of the report. */
  readonly holmPValue: number | null;
  /** As a share; null: a count, which is the same or is not. */
  readonly threshold: number | null;
  /** Median now over median stored; null: not compared, or of counts, or nothing to divide by. */
  readonly ratio: number | null;
  /** Of the ratio of the medians; null: not of memory. */
  readonly interval: Interval | null;
  readonly stored: BaselineFigure;
  readonly now: BaselineFigure;
}

/** A variant in a scenario. */
export interface BaselinePlace {
  readonly scenario: string;
  readonly variant: string;
}

/** Runs made now that failed and are in no figure but that of failures. */
export interface FailedRuns extends BaselinePlace {
  readonly runs: number;
  readonly failed: number;
  /** What the first of them said. */
  readonly example: string;
}

/** Everything the formats show. */
export interface BaselineReport {
  readonly kind: 'baseline-report';
  readonly format: 1;
  /**
   * `regressed`: something is; `cannot-judge`: nothing could be compared; `inconclusive`: not everything could be
   * decided, or a stored variant was not run; `nothing-to-judge`: the two have no variant in common.
   */
  readonly verdict: CheckOutcome;
  readonly recordedAt: string;
  /** What was run then. */
  readonly stored: CheckSide;
  /** What was run now. */
  readonly candidate: CheckSide;
  readonly level: number;
  /** In the order of the file. */
  readonly comparisons: readonly BaselineComparison[];
  /** Stored, and not among the runs made now. */
  readonly gone: readonly BaselinePlace[];
  /** Run now, and not stored. */
  readonly new: readonly BaselinePlace[];
  readonly failedRuns: readonly FailedRuns[];
}
