import type { Interval } from '@fairfetch/contract';

/**
 * Of every metric more is worse: seconds, bytes, connections. Values are above 0, or whole where they are counted (`exact`),
 * or 1 for a run that failed and 0 for one that was right (`failures`). A run that failed has no value of another metric.
 */
export type MetricPlan =
  | {
      readonly name: string;
      readonly kind: 'measured';
      /** What matters, as a share: 0.05 for 5 %. */
      readonly threshold: number;
    }
  | { readonly name: string; readonly kind: 'exact' | 'failures' };

/** For each variant; at least one of them. */
export interface Budget {
  readonly blocks: number | null;
  readonly seconds: number | null;
}

/** All that decides the error rates is stated before the first block. */
export interface GatePlan {
  /** Names of what is compared, each another: any will do. */
  readonly variants: readonly string[];
  readonly metrics: readonly MetricPlan[];
  readonly budget: Budget;
  /** Chance that a session in which nothing differs says that something does. */
  readonly level?: number;
  /** Of the intervals, whenever they are looked at. */
  readonly confidence?: number;
  /** Comparisons of the same session that are made elsewhere (other shards), as if none of them showed anything; else 0. */
  readonly otherComparisons?: number;
}

/** A value for each metric of the plan; null or left out: it could not be measured, so the block says nothing of it. */
export type Measurements = Readonly<Record<string, number | null>>;

/** Base, candidate and base again, run once each in an order that was drawn for this block. */
export interface GateBlock {
  readonly variant: string;
  readonly base: Measurements;
  readonly candidate: Measurements;
  readonly baseAgain: Measurements;
  /** What the block took of the budget, whichever arm was slow. */
  readonly seconds: number;
}

export type Verdict = 'regressed' | 'improved' | 'unchanged' | 'inconclusive';

/**
 * Why a comparison is not judged: the interval straddles the threshold (`imprecise`), there are too few blocks for any
 * interval or (of failures) too few in which one arm failed and another did not, counts that should be exact vary from run
 * to run, or the two copies of the base differ in this session.
 */
export type Doubt = 'imprecise' | 'few-blocks' | 'counts-vary' | 'base-differs-from-itself';

interface Compared {
  readonly variant: string;
  readonly metric: string;
  readonly verdict: Verdict;
  /** null: it is judged. */
  readonly doubt: Doubt | null;
  /** In which all three arms have a value. */
  readonly blocks: number;
  /** Two-sided, valid however often it was looked at. */
  readonly pValue: number;
  /** Adjusted for all comparisons of the plan, and for those made elsewhere. */
  readonly holmPValue: number;
}

export interface MeasuredVerdict extends Compared {
  readonly kind: 'measured';
  readonly threshold: number;
  /** Candidate over base, 1.1 for 10 % more; null: nothing was measured. */
  readonly ratio: number | null;
  /** Valid however often it was looked at; null: too few blocks. */
  readonly interval: Interval | null;
  /** The least ratio that this many blocks would have called regressed four times out of five; null: none. */
  readonly detectableRatio: number | null;
}

/** From the least to the greatest that was counted. */
export interface Counted {
  readonly least: number;
  readonly most: number;
}

export interface ExactVerdict extends Compared {
  readonly kind: 'exact';
  /** Of both copies; null: nothing was counted. */
  readonly base: Counted | null;
  readonly candidate: Counted | null;
}

export interface FailureVerdict extends Compared {
  readonly kind: 'failures';
  /** Failed runs, of both copies. */
  readonly base: number;
  /** Failed runs. */
  readonly candidate: number;
}

export type Comparison = MeasuredVerdict | ExactVerdict | FailureVerdict;

/** A comparison of the base with itself that came out as a difference. */
export interface SelfDifference {
  readonly variant: string;
  readonly metric: string;
  /** Base again over base; null: of counts and of failures. */
  readonly ratio: number | null;
  readonly holmPValue: number;
}

/** What a session says. Where it cannot judge, every comparison is inconclusive. */
export interface Verdicts {
  readonly canJudge: boolean;
  readonly selfDifferences: readonly SelfDifference[];
  /** Variant by variant, in the order of the plan. */
  readonly comparisons: readonly Comparison[];
}

/**
 * Why a session has ended: every comparison has a verdict; those that have none are of variants that were given up for
 * their failures; or, of some of them, the budget is spent; or the two copies of the base differ.
 */
export type DecidedBy = 'verdicts' | 'failures' | 'budget' | 'base-differs-from-itself';

/**
 * A variant is given up, whatever its other comparisons say, as soon as its candidate is found to fail more often than the
 * base, and where no block had three runs that were right and its failures have nothing more to tell: all runs failed (in
 * 6 blocks), or the base was found to fail more often; or where no metric ever had a value (in 12 blocks). Comparisons it
 * leaves open stay inconclusive.
 */
export type GateState =
  /** Blocks of these variants would still tell something. */
  | { readonly state: 'go-on'; readonly variants: readonly string[] }
  | { readonly state: 'decided'; readonly by: DecidedBy };

export interface Gate {
  /** Throws a RangeError for a variant that is not in the plan or whose budget is spent, and for values that are none. */
  readonly add: (block: GateBlock) => void;
  /** To be asked after every block. */
  readonly state: () => GateState;
  /** Variants with open comparisons that were given up for their failures, in the order of the plan. */
  readonly givenUp: () => readonly string[];
  /** May be asked at any time, and of a session that was ended early. */
  readonly verdicts: () => Verdicts;
}
