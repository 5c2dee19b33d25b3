import type { CheckComparison, CheckFigure, Interval, RunMetric } from '@fairfetch/contract';
import type { Difference } from '../store/index.ts';

/** Where values before and after cannot be compared: no line is drawn across it. */
export interface TrendBreak {
  /** tools: fairfetch itself, or what the backend needs. */
  readonly kind: 'machine' | 'tools';
  /** What is not the same; one without values is only known to differ. */
  readonly differences: readonly Difference[];
}

/** One candidate in one session of the gate. Figures are in the unit of the trend. */
export interface TrendPoint {
  /** `0123456`, `0123456+` for a work tree with changes, or the name of what is no revision. */
  readonly label: string;
  /** Full hash; null: it is not a revision. */
  readonly revision: string | null;
  /** Digest of what was changed since the revision; null: nothing. */
  readonly changes: string | null;
  readonly subject: string | null;
  readonly committedAt: string | null;
  /** Of the session. */
  readonly startedAt: string;
  readonly hostHash: string;
  /** null: not measured, never 0. */
  readonly candidate: CheckFigure | null;
  /** Of the base of the same session. */
  readonly base: CheckFigure | null;
  /** Candidate over that base; null: counts have none, or not measured. */
  readonly ratio: number | null;
  readonly interval: Interval | null;
  readonly verdict: CheckComparison['verdict'];
  readonly doubt: CheckComparison['doubt'];
  readonly blocks: number;
  /** Between this point and the one before it. */
  readonly breakBefore: TrendBreak | null;
}

/** One variant in one scenario. */
export interface TrendSeries {
  readonly variant: string;
  readonly scenario: string;
  /** In the order of their commits. */
  readonly points: readonly [TrendPoint, ...TrendPoint[]];
  /** Sentences: what else keeps values from being compared. */
  readonly remarks: readonly string[];
}

export interface Trend {
  readonly metric: RunMetric;
  readonly unit: CheckComparison['unit'];
  readonly series: readonly TrendSeries[];
}

/** How values of one metric are to be read. */
export type MetricKind = 'measured' | 'exact' | 'failures';

export function kindOf(metric: RunMetric): MetricKind {
  if (metric === 'failures') return 'failures';
  return metric === 'time' || metric === 'cpu' || metric === 'memory' ? 'measured' : 'exact';
}
