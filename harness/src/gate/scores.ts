import { upperMedian } from './select.ts';

/**
 * Blocks of one comparison, one after the other: the log of the value of the arm that is judged, then those of the arms it
 * is held against (two for a candidate, one for the second copy of the base).
 */
export interface Arms {
  readonly width: 2 | 3;
  /** width × blocks values. */
  readonly logs: readonly number[];
}

export const blocksOf = ({ width, logs }: Arms): number => logs.length / width;

/**
 * How far two arms may be apart, in medians of that, before more counts no more: for normal noise this is 1.9 standard
 * deviations of a run, Huber's choice for an efficiency of 95 % ("Robust estimation of a location parameter", Annals of
 * Mathematical Statistics 35, 1964).
 */
const CLIP = 2;

/**
 * The distance from which on arms count as apart, from every two arms of every block, the judged one shifted by so much.
 * It does not depend on which arm is which, if that shift is the truth.
 */
export function clipOf({ width, logs }: Arms, shift: number): number {
  const pairs = (width * (width - 1)) / 2;
  const apart = new Float64Array((logs.length / width) * pairs);
  let at = 0;
  for (let block = 0; block < logs.length; block += width) {
    const judged = (logs[block] as number) - shift;
    const one = logs[block + 1] as number;
    apart[at] = Math.abs(judged - one);
    at += 1;
    if (width === 3) {
      const other = logs[block + 2] as number;
      apart[at] = Math.abs(judged - other);
      apart[at + 1] = Math.abs(one - other);
      at += 2;
    }
  }
  return CLIP * upperMedian(apart);
}

/** From -1 to 1; where most arms do not differ at all, which is longer is all there is to know. */
function clipped(difference: number, clip: number): number {
  return clip > 0 ? Math.max(-1, Math.min(1, difference / clip)) : Math.sign(difference);
}

/**
 * The score of every arm in every block: the mean of its clipped differences from the other arms. The scores of one block
 * add up to 0. So if the arms are alike but for the shift, and their places in the block were drawn, the judged arm's
 * score is any of its block's with the same chance, and 0 on average: whatever the noise does from block to block.
 */
export function scoresOf({ width, logs }: Arms, shift: number, clip: number): Float64Array {
  const scores = new Float64Array(logs.length);
  for (let block = 0; block < logs.length; block += width) {
    const judged = (logs[block] as number) - shift;
    const one = logs[block + 1] as number;
    const overOne = clipped(judged - one, clip);
    if (width === 2) {
      scores[block] = overOne;
      scores[block + 1] = -overOne;
    } else {
      const other = logs[block + 2] as number;
      const overOther = clipped(judged - other, clip);
      const between = clipped(one - other, clip);
      scores[block] = (overOne + overOther) / 2;
      scores[block + 1] = (between - overOne) / 2;
      scores[block + 2] = (-overOther - between) / 2;
    }
  }
  return scores;
}

/** Sum of the judged arm's scores: falls as the shift grows. */
export function sumOfJudged(scores: Float64Array, width: number): number {
  let sum = 0;
  for (let block = 0; block < scores.length; block += width) sum += scores[block] as number;
  return sum;
}
