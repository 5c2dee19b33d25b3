/** Binomial coefficient; from 2^53 on rounded, and infinite where no number holds it. */
export function combinations(of: number, chosen: number): number {
  let product = 1;
  for (let step = 1; step <= Math.min(chosen, of - chosen); step += 1) {
    product = (product * (of - step + 1)) / step;
  }
  return Math.round(product);
}

/** The sign of the difference where every value of one side is above every value of the other; 0: they overlap. */
export function apartness(stored: readonly number[], now: readonly number[]): -1 | 0 | 1 {
  if (least(now) > most(stored)) return 1;
  if (most(now) < least(stored)) return -1;
  return 0;
}

/**
 * Chance, either way, that all values of one side are above all of the other although the runs are alike: each way to
 * deal out n + m values into n and m is then as likely as any other, and two of them are such. 1 where they overlap.
 */
export function chanceOfApart(stored: readonly number[], now: readonly number[]): number {
  if (apartness(stored, now) === 0) return 1;
  return Math.min(1, 2 / combinations(stored.length + now.length, now.length));
}

/** How many of how many failed. */
export interface Failed {
  readonly runs: number;
  readonly failed: number;
}

/**
 * Chance, either way, of failures as unevenly dealt out as these or more so, if the runs are alike: twice the lesser tail
 * of Fisher's exact test ("The logic of inductive inference", Journal of the Royal Statistical Society 98, 1935). Where
 * all of one side failed and none of the other this is the chance of values that are apart.
 */
export function chanceOfFailures(stored: Failed, now: Failed): number {
  const failed = stored.failed + now.failed;
  const all = logCombinations(stored.runs + now.runs, failed);
  const chanceOf = (here: number): number =>
    Math.exp(logCombinations(now.runs, here) + logCombinations(stored.runs, failed - here) - all);
  const first = Math.max(0, failed - stored.runs);
  const last = Math.min(now.runs, failed);
  const sum = (from: number, to: number): number => {
    let total = 0;
    for (let here = from; here <= to; here += 1) total += chanceOf(here);
    return total;
  };
  return Math.min(1, 2 * Math.min(sum(now.failed, last), sum(first, now.failed)));
}

function logCombinations(of: number, chosen: number): number {
  let sum = 0;
  for (let step = 1; step <= Math.min(chosen, of - chosen); step += 1) {
    sum += Math.log(of - step + 1) - Math.log(step);
  }
  return sum;
}

export const least = (values: readonly number[]): number =>
  values.reduce((left, right) => Math.min(left, right), Infinity);

export const most = (values: readonly number[]): number =>
  values.reduce((left, right) => Math.max(left, right), -Infinity);

export const isConstant = (values: readonly number[]): boolean => least(values) === most(values);
