import type { Comparison, Doubt, SelfDifference, Verdict } from './types.ts';

/** The values of one metric in one block, none of them missing. */
export interface Triple {
  readonly base: number;
  readonly candidate: number;
  readonly baseAgain: number;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly doubt: Doubt | null;
}

/** One metric of one variant: the candidate held against the base, and the base against itself. */
export interface Track {
  readonly variant: string;
  readonly metric: string;
  /** Whether it may change a verdict at once, without a look. */
  readonly add: (triple: Triple) => boolean;
  /** With that share of the variant's budget spent. */
  readonly look: (share: number) => void;
  /** Two-sided, at the last look. */
  readonly pValue: () => number;
  readonly judge: (holmPValue: number) => Judged;
  /** What its blocks say makes more of them worthless to all metrics of the variant. */
  readonly isGivenUp: (holmPValue: number) => boolean;
  /** `planned` comparisons of the session, for what could have been seen. */
  readonly comparison: (holmPValue: number, planned: number) => Comparison;
  readonly selfPValue: () => number;
  /** null: the two copies of the base do not differ so that it matters. */
  readonly selfDifference: (holmPValue: number) => SelfDifference | null;
}

/** The level of the session and the confidence of its intervals. */
export interface Strictness {
  readonly level: number;
  readonly confidence: number;
}

export const judged = (verdict: Exclude<Verdict, 'inconclusive'>): Judged => ({ verdict, doubt: null });
export const doubted = (doubt: Doubt): Judged => ({ verdict: 'inconclusive', doubt });
