import type { Interval } from '@fairfetch/contract';
import { randomisationScore } from './randomisation.ts';
import { blocksOf, clipOf, scoresOf, sumOfJudged, type Arms } from './scores.ts';
import { upperMedian } from './select.ts';

/** Of log ratios: a thousandth of a per cent. */
const NEAR = 1e-5;
const MOST_STEPS = 60;

/** Median over the blocks of how far the judged arm is from the mean of the others. */
function middle({ width, logs }: Arms): number {
  const distances = new Float64Array(logs.length / width);
  for (const block of distances.keys()) {
    const at = block * width;
    const others = width === 3 ? ((logs[at + 1] as number) + (logs[at + 2] as number)) / 2 : logs[at + 1];
    distances[block] = (logs[at] as number) - (others as number);
  }
  return upperMedian(distances);
}

/** Shifts held against the blocks so far: the scale is taken once, near the true shift. */
export interface Shifts {
  /** Log ratio at which arms count as apart. */
  readonly clip: number;
  /** Above 0: the effect is estimated to be more than this shift. */
  readonly sumAt: (shift: number) => number;
  /** Standard deviations by which the effect is above this shift; only roughly where they are fewer than `from`. */
  readonly scoreAt: (shift: number, from?: number) => number;
}

export function shiftsOf(arms: Arms): Shifts {
  const clip = clipOf(arms, middle(arms));
  return {
    clip,
    sumAt: (shift) => sumOfJudged(scoresOf(arms, shift, clip), arms.width),
    scoreAt: (shift, from) => randomisationScore(scoresOf(arms, shift, clip), arms.width, from),
  };
}

/** Standard deviations by which the effect is above 0, with the scale taken there: exact where the arms are alike. */
export function scoreOfNone(arms: Arms): number {
  return randomisationScore(scoresOf(arms, 0, clipOf(arms, 0)), arms.width);
}

/** The shift at which a falling function passes 0: false position with halved ends (Illinois; Dowell and Jarratt 1971). */
function root(falling: (shift: number) => number, [from, to]: readonly [number, number]): number {
  let [low, high] = [from, to];
  let [atLow, atHigh] = [falling(low), falling(high)];
  for (let step = 0; step < MOST_STEPS && high - low > NEAR && atLow > 0 && atHigh < 0; step += 1) {
    // Every fourth step halves the range: clipped scores are flat far out, where false position creeps.
    const guess = step % 4 === 3 ? (low + high) / 2 : low + ((high - low) * atLow) / (atLow - atHigh);
    const value = falling(guess);
    if (value === 0) return guess;
    if (value > 0) [low, atLow, atHigh] = [guess, value, atHigh / 2];
    else [high, atHigh, atLow] = [guess, value, atLow / 2];
  }
  return Math.abs(atLow) < Math.abs(atHigh) ? low : high;
}

/** The same, looked for from one place on in steps that double: far out scores are all clipped and say nothing. */
function rootBeyond(falling: (shift: number) => number, from: number, firstStep: number): number {
  let [inner, step] = [from, firstStep];
  for (let doubled = 0; doubled < MOST_STEPS; doubled += 1) {
    const outer = from + step;
    if (falling(outer) > 0 === step < 0) return root(falling, step < 0 ? [outer, inner] : [inner, outer]);
    [inner, step] = [outer, 2 * step];
  }
  return inner;
}

/** All distances of the judged arm from another, and a little more. */
function rangeOf({ width, logs }: Arms): readonly [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let block = 0; block < logs.length; block += width) {
    for (let other = block + 1; other < block + width; other += 1) {
      const distance = (logs[block] as number) - (logs[other] as number);
      low = Math.min(low, distance);
      high = Math.max(high, distance);
    }
  }
  return [low - 1e-9, high + 1e-9];
}

export interface Effect {
  /** Of the log ratio: the shift that leaves nothing to see (Hodges and Lehmann 1963, on Huber's scores). */
  readonly estimate: number;
  /** All shifts that the scores do not refute, when this many standard deviations refute; null: none would. */
  readonly interval: Omit<Interval, 'confidence'> | null;
}

/** Of at least one block. `needed` is the score that refutes a shift. */
export function effectOf(arms: Arms, needed: number): Effect {
  const { clip, sumAt, scoreAt } = shiftsOf(arms);
  const estimate = root(sumAt, rangeOf(arms));
  // What the most telling of all outcomes of so many blocks would reach.
  const most = Math.sqrt(2 * blocksOf(arms) * Math.log(arms.width));
  if (needed >= most) return { estimate, interval: null };
  const step = Math.max(NEAR, clip / Math.sqrt(blocksOf(arms)));
  return {
    estimate,
    interval: {
      low: rootBeyond((shift) => scoreAt(shift) - needed, estimate, -step),
      high: rootBeyond((shift) => scoreAt(shift) + needed, estimate, step),
    },
  };
}
