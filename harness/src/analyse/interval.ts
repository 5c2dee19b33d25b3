import type { Interval } from '@fairfetch/contract';

/** Of every interval and comparison, unless a stopping rule asks for more. */
export const CONFIDENCE = 0.95;

/** From the least to the greatest of five values a median is bounded with 93.75 %; of four with 87.5 %, too far from 95. */
export const LEAST_VALUES = 5;

/** A place between two neighbours in sorted values, counted from either end. */
interface Rank {
  /** From 1. */
  readonly outer: number;
  /** 0: at the outer one, 1: at its inner neighbour. */
  readonly inward: number;
  readonly confidence: number;
}

/**
 * The interval from the k-th least to the k-th greatest of n values holds the median of a continuous distribution with
 * probability 1 - 2 P(Bin(n, ½) < k), whatever that distribution is. Between two k the ends are interpolated, by the
 * weights that Hettmansperger and Sheather, "Confidence intervals based on interpolated order statistics", Statistics
 * and Probability Letters 4 (1986) found to be nearly free of the distribution too.
 */
function rankFor(n: number, confidence: number): Rank {
  let outer = 0;
  let logTerm = -n * Math.LN2;
  let tail = Math.exp(logTerm);
  let wider = 1;
  let narrower = 1 - 2 * tail;
  // Not even the whole range is as sure as asked: it is all there is.
  if (narrower < confidence) return { outer: 1, inward: 0, confidence: narrower };
  while (narrower >= confidence) {
    outer += 1;
    logTerm += Math.log((n - outer + 1) / outer);
    tail += Math.exp(logTerm);
    wider = narrower;
    narrower = 1 - 2 * tail;
  }
  const part = (wider - confidence) / (wider - Math.max(0, narrower));
  const inward = ((n - outer) * part) / (outer + (n - 2 * outer) * part);
  return { outer, inward, confidence };
}

/** Of sorted values, for their population's median; null where there are fewer than LEAST_VALUES. */
export function medianInterval(sorted: readonly number[], confidence = CONFIDENCE): Interval | null {
  const n = sorted.length;
  if (n < LEAST_VALUES) return null;
  const { outer, inward, confidence: reached } = rankFor(n, confidence);
  const between = (from: number, to: number): number => (inward === 0 ? from : from + inward * (to - from));
  return {
    low: between(sorted[outer - 1] as number, sorted[outer] as number),
    high: between(sorted[n - outer] as number, sorted[n - outer - 1] as number),
    confidence: reached,
  };
}
