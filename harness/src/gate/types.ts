import type { Interval } from '@fairfetch/contract';

/** Of every metric more is worse: seconds, bytes, connections. Values are above 0, or whole where they are counted. */
export type MetricPlan =
  | {
      readonly name: string;
      readonly kind: 'measured';
      /** What matters, as a share: 0.05 for 5 %. */
      readonly threshold: number;
    }
  | { readonly name: string; readonly kind: 'exact' };

/** For each variant; at least one of them. */
export interface Budget {
  readonly blocks: number | null;
  readonly seconds: number | null;
}

/** All that decides the error rates is stated before the first block. */
export interface GatePlan {
  readonly variants: readonly string[];
  readonly metrics: readonly MetricPlan[];
  readonly budget: Budget;
  /** Chance that a session in which nothing differs says that something does. */
  readonly level?: number;
  /** Of the intervals, whenever they are looked at. */
  readonly confidence?: number;
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
 * interval, counts that should be exact vary from run to run, or the two copies of the base differ in this session.
 */
export type Doubt = 'imprecise' | 'few-blocks' | 'counts-vary' | 'base-differs-from-itself';

interface Compared {
  readonly variant: string;
  readonly metric: string;
  readonly verdict: Verdict;
  /** null: it is judged. */
  readonly doubt: Doubt | null;
  /** In which all three arms were measured. */
  readonly blocks: number;
  /** Two-sided, valid however often it was looked at. */
  readonly pValue: number;
  /** Adjusted for all comparisons of the plan. */
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

export type Comparison = MeasuredVerdict | ExactVerdict;

/** A comparison of the base with itself that came out as a difference. */
export interface SelfDifference {
  readonly variant: string;
  readonly metric: string;
  /** Base again over base; null: of counts. */
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

export type GateState =
  /** Blocks of these variants would still tell something. */
  | { readonly state: 'go-on'; readonly variants: readonly string[] }
  | { readonly state: 'decided'; readonly by: 'verdicts' | 'budget' | 'base-differs-from-itself' };

export interface Gate {
  /** Throws a RangeError for a variant that is not in the plan or whose budget is spent, and for values that are none. */
  readonly add: (block: GateBlock) => void;
  /** To be asked after every block. */
  readonly state: () => GateState;
  /** May be asked at any time, and of a session that was ended early. */
  readonly verdicts: () => Verdicts;
}
