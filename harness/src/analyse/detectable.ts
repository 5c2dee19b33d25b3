import { PRACTICAL_RATIO, type Judgement } from './judge.ts';
import { halfWidthOf } from './pairs.ts';
import { isWithoutSpread, meanYardstick, trimmedYardstick, type Yardstick } from './paired-test.ts';
import { criticalT } from './student.ts';

/** In so many of such races a difference that is called detectable is found. */
export const POWER = 0.8;

/** The standard normal's quantile at POWER. */
const POWER_Z = 0.841_621_233_572_914;

/**
 * The shift that a two-sided t-test at that level finds with POWER: Bloom's minimum detectable effect ("Minimum
 * detectable effects", Evaluation Review 19, 1995), by the normal approximation of the noncentral t that allows for the
 * error being estimated too (Johnson and Welch, Biometrika 31, 1940; Abramowitz and Stegun 26.7.10).
 */
function foundByTest({ error, degrees }: Yardstick, level: number): number {
  const t = criticalT(level, degrees);
  return error * (t * (1 - 1 / (4 * degrees)) + POWER_Z * Math.sqrt(1 + (t * t) / (2 * degrees)));
}

/** The shift that takes the interval off 1 and the ratio past the practical threshold, each with POWER. */
function foundByInterval({ interval, pairs }: Judgement): number {
  const reach = Math.log1p(halfWidthOf(interval));
  const error = reach / criticalT(1 - interval.confidence, pairs - 1);
  return Math.max(reach, Math.log(PRACTICAL_RATIO)) + POWER_Z * error;
}

/** Every value the same: the sign test, which needs blocks and nothing else. */
function foundWithoutSpread(pairs: number, level: number): number | null {
  return 2 * 0.5 ** pairs <= level ? PRACTICAL_RATIO : null;
}

/**
 * The least ratio, above 1, at which two rows with this noise would have been told apart in POWER of such races: by the
 * noise of their log ratios alone, not by how far apart they were found. null: none that a number can hold, as where five
 * blocks are too few for any difference.
 *
 * `level` is what Holm leaves this comparison: that of all, divided by the number of those still in question with it.
 */
export function detectableRatio(
  logRatios: readonly number[],
  judgement: Judgement,
  level: number,
): number | null {
  if (isWithoutSpread(logRatios)) return foundWithoutSpread(logRatios.length, level);
  // Each of the two tests has half of the level, and the better one of them is enough.
  const byTest = [meanYardstick(logRatios), trimmedYardstick(logRatios)]
    .filter((yardstick) => yardstick !== null)
    .map((yardstick) => foundByTest(yardstick, level / 2))
    .reduce((least, shift) => Math.min(least, shift));
  const ratio = Math.exp(Math.max(byTest, foundByInterval(judgement)));
  return Number.isFinite(ratio) ? ratio : null;
}

/** For each comparison what Holm leaves it while the others stay as they came out. */
export function levelsOf(judgements: readonly Judgement[], level: number): readonly number[] {
  const open = judgements.filter(({ holmPValue }) => holmPValue > level).length;
  return judgements.map(({ holmPValue }) => level / (holmPValue > level ? open : open + 1));
}
