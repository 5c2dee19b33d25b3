import { twoSidedPValue } from './student.ts';

/** Of log ratios: a millionth. Whole nanoseconds round a short run by not much less, and no process repeats itself so well. */
const NO_SPREAD = 1e-6;

/** Share of the values that is trimmed at either end: Yuen's own choice, and Wilcox's. */
const TRIM = 0.2;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]): number => sumOf(values) / values.length;

function squaresAround(values: readonly number[], centre: number): number {
  return sumOf(values.map((value) => (value - centre) ** 2));
}

/** All values are the same, as far as a clock can tell. */
export function isWithoutSpread(values: readonly number[]): boolean {
  const spread = squaresAround(values, meanOf(values)) / Math.max(1, values.length - 1);
  return Math.sqrt(spread) < NO_SPREAD;
}

/** Of the hypothesis that half of the differences are above 0: exact, and needs no spread. */
export function signTestPValue(differences: readonly number[]): number {
  const above = differences.filter((value) => value > 0).length;
  const below = differences.filter((value) => value < 0).length;
  const n = above + below;
  let term = 0.5 ** n;
  let tail = 0;
  for (let count = 0; count <= Math.min(above, below); count += 1) {
    tail += term;
    term *= (n - count) / (count + 1);
  }
  return Math.min(1, 2 * tail);
}

/** What a t-test holds a shift of all values against. */
export interface Yardstick {
  readonly centre: number;
  /** Standard error of the centre. */
  readonly error: number;
  readonly degrees: number;
}

/** The mean. */
export function meanYardstick(differences: readonly number[]): Yardstick {
  const n = differences.length;
  const centre = meanOf(differences);
  return { centre, error: Math.sqrt(squaresAround(differences, centre) / (n - 1) / n), degrees: n - 1 };
}

/** Student's, on paired differences. */
export function pairedTPValue(differences: readonly number[]): number {
  const { centre, error, degrees } = meanYardstick(differences);
  return twoSidedPValue(centre / error, degrees);
}

/**
 * The mean without the fifth of the values at either end, its error from the values with those ends pulled in; null where
 * what is left has no spread to judge by.
 */
export function trimmedYardstick(differences: readonly number[]): Yardstick | null {
  const n = differences.length;
  const cut = Math.floor(TRIM * n);
  const left = n - 2 * cut;
  const sorted = differences.toSorted((a, b) => a - b);
  const kept = sorted.slice(cut, n - cut);
  const [least, greatest] = [kept[0] as number, kept.at(-1) as number];
  const pulledIn = sorted.map((value) => Math.min(greatest, Math.max(least, value)));
  if (isWithoutSpread(pulledIn)) return null;
  const error = Math.sqrt(squaresAround(pulledIn, meanOf(pulledIn)) / (left * (left - 1)));
  return { centre: meanOf(kept), error, degrees: left - 1 };
}

/**
 * Yuen's, on paired differences ("The two-sample trimmed t for unequal population variances", Biometrika 61, 1974; here
 * with one sample, as Tukey and McLaughlin 1963). A few outliers cannot hide a difference from it.
 */
export function trimmedTPValue(differences: readonly number[]): number {
  const yardstick = trimmedYardstick(differences);
  return yardstick === null ? 1 : twoSidedPValue(yardstick.centre / yardstick.error, yardstick.degrees);
}

/**
 * Of the hypothesis that two rows are equally fast, from their log ratios within blocks (at least five). Two tests are
 * made and the smaller p-value is doubled for it (Bonferroni): the paired t-test, which finds most where noise is mild,
 * and Yuen's, which still finds a difference where single runs took many times as long. docs/method.md has what they
 * find and how often they are wrong. Without any spread only the number of blocks counts: the sign test.
 */
export function differencePValue(logRatios: readonly number[]): number {
  if (isWithoutSpread(logRatios)) return signTestPValue(logRatios);
  return Math.min(1, 2 * Math.min(pairedTPValue(logRatios), trimmedTPValue(logRatios)));
}
