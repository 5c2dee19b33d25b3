import type { Comparison, Interval } from '@fairfetch/contract';
import { holmAdjusted } from './holm.ts';
import { differencePValue } from './paired-test.ts';
import { ratioOf } from './pairs.ts';

/**
 * Two rows nearer than this are not told apart, however sure a difference is: what a program's name, the length of its
 * path or the layout of its memory does to its time is of that order (Mytkowicz et al., ASPLOS 2009), and nobody chooses
 * a downloader for it.
 */
export const PRACTICAL_RATIO = 1.02;

/** What is said of two rows. */
export type Judgement = Omit<Comparison, 'left' | 'right' | 'detectable'>;

const excludesOne = ({ low, high }: Interval): boolean => low > 1 || high < 1;
const isPastThreshold = (ratio: number): boolean => Math.max(ratio, 1 / ratio) >= PRACTICAL_RATIO;

/**
 * Judges all comparisons that are made together, each from the log ratios of its two rows (LEAST_VALUES or more). Rows
 * are told apart where Holm rejects that they are equally fast, the ratio's own interval agrees, and the difference is
 * one that matters. The interval has its say because the tests are on means: of two rows with the same usual time, of
 * which one now and then takes longer, neither is the faster here.
 */
export function judgeTogether(
  logRatios: readonly (readonly number[])[],
  confidence: number,
  pValueOf: (logRatios: readonly number[]) => number = differencePValue,
): readonly Judgement[] {
  const pValues = logRatios.map(pValueOf);
  const adjusted = holmAdjusted(pValues);
  return logRatios.map((each, index) => {
    const { ratio, interval } = ratioOf(each, confidence);
    if (interval === null) throw new RangeError(`${each.length} pairs are too few to be compared`);
    const holmPValue = adjusted[index] as number;
    const isRejected = holmPValue <= 1 - confidence;
    return {
      ratio,
      interval,
      pairs: each.length,
      pValue: pValues[index] as number,
      holmPValue,
      toldApart: isRejected && excludesOne(interval) && isPastThreshold(ratio),
    };
  });
}
