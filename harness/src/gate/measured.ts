import type { Interval } from '@fairfetch/contract';
import { levelReached, scoreNeeded } from './boundary.ts';
import { effectOf, scoreOfNone, shiftsOf } from './effect.ts';
import { blocksOf, type Arms } from './scores.ts';

/** Where a comparison of measured values stands after its last look. */
export interface Standing {
  readonly blocks: number;
  /** Least levels at which the judged arm was, at any look, above and below the others; two-sided. */
  readonly above: number;
  readonly below: number;
  /** The estimate is beyond the threshold, this side of it, or neither can be said: nothing was measured. */
  readonly isMore: boolean;
  readonly isLess: boolean;
  /** The whole interval is between the thresholds. */
  readonly isWithin: boolean;
  /** Share of the budget at that look. */
  readonly share: number;
}

export const NOT_LOOKED_AT: Standing = {
  blocks: 0,
  above: 1,
  below: 1,
  isMore: false,
  isLess: false,
  isWithin: false,
  share: 0,
};

/** A normal approximation that is not even this share of what is needed, is not improved on: it would not get there. */
const ROUGHLY = 0.75;

export interface Limits {
  /** A log ratio that matters. */
  readonly threshold: number;
  readonly confidence: number;
}

/** The same comparison after another look at all its blocks, when that share of the budget is spent. */
export function lookAt(arms: Arms, before: Standing, share: number, limits: Limits): Standing {
  const blocks = blocksOf(arms);
  if (blocks === 0) return before;
  const { threshold, confidence } = limits;
  const score = scoreOfNone(arms);
  const { sumAt, scoreAt } = shiftsOf(arms);
  const needed = scoreNeeded((1 - confidence) / 2, share);
  const [isMore, isLess] = [sumAt(threshold) > 0, sumAt(-threshold) < 0];
  return {
    blocks,
    above: Math.min(before.above, 2 * levelReached(score, share)),
    below: Math.min(before.below, 2 * levelReached(-score, share)),
    isMore,
    isLess,
    isWithin:
      !isMore &&
      !isLess &&
      scoreAt(threshold, ROUGHLY * needed) <= -needed &&
      scoreAt(-threshold, ROUGHLY * needed) >= needed,
    share,
  };
}

/** Of either direction. */
export const pValueOf = ({ above, below }: Standing): number => Math.min(1, above, below);

export interface Size {
  readonly ratio: number | null;
  readonly interval: Interval | null;
  readonly detectableRatio: number | null;
}

/** The z that a true effect must lie above what is needed, to be seen four times out of five. */
const POWER = 0.8416;

/**
 * How large the difference is, and how large it would have to be: past what this level demands at this share of the
 * budget, and past the threshold, each with a margin for luck.
 */
export function sizeOf(arms: Arms, { share }: Standing, limits: Limits & { level: number }): Size {
  if (blocksOf(arms) === 0) return { ratio: null, interval: null, detectableRatio: null };
  const { threshold, confidence, level } = limits;
  const needed = share === 0 ? Infinity : scoreNeeded((1 - confidence) / 2, share);
  const { estimate, interval } = effectOf(arms, needed);
  const ratio = Math.exp(estimate);
  if (interval === null) return { ratio, interval, detectableRatio: null };
  const error = (interval.high - interval.low) / (2 * needed);
  const seen = error * (scoreNeeded(level / 2, share) + POWER);
  return {
    ratio,
    interval: { low: Math.exp(interval.low), high: Math.exp(interval.high), confidence },
    detectableRatio: Math.exp(Math.max(seen, threshold + error * POWER)),
  };
}
