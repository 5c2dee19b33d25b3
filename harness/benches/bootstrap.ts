import { quantile } from '../src/analyse/distribution.ts';
import type { Source } from './noise.ts';

/** A value that the median of a resample can take, and how often it does. */
interface Atom {
  readonly value: number;
  readonly weight: number;
}

/** Two order statistics, from 0, whose mean is the median of a share `weight` of all n^n resamples. */
interface Pick {
  readonly low: number;
  readonly high: number;
  readonly weight: number;
}

function logFactorials(most: number): readonly number[] {
  const sums = [0];
  for (let each = 1; each <= most; each += 1) sums.push((sums[each - 1] as number) + Math.log(each));
  return sums;
}

const LOG_FACTORIALS = logFactorials(2000);
const choose = (n: number, k: number): number =>
  Math.exp((LOG_FACTORIALS[n] as number) - (LOG_FACTORIALS[k] as number) - (LOG_FACTORIALS[n - k] as number));

/** P(at least `least` of n draws fall among the first `among` of n values). */
function atLeast(n: number, among: number, least: number): number {
  const chance = among / n;
  let sum = 0;
  for (let k = least; k <= n; k += 1) sum += choose(n, k) * chance ** k * (1 - chance) ** (n - k);
  return sum;
}

/** The middle value of a resample of odd size (Efron, "Bootstrap methods: another look at the jackknife", 1979). */
function oddPicks(n: number): readonly Pick[] {
  const middle = (n + 1) / 2;
  return Array.from({ length: n }, (_, index) => ({
    low: index,
    high: index,
    weight: atLeast(n, index + 1, middle) - atLeast(n, index, middle),
  }));
}

/** The two middle values of a resample of even size: n/2 draws at or below the lower one, n/2 at or above the upper. */
function evenPicks(n: number): readonly Pick[] {
  const half = n / 2;
  return Array.from({ length: n }, (_, low) => {
    const below = ((low + 1) / n) ** half - (low / n) ** half;
    const apart = Array.from({ length: n - low - 1 }, (_none, more) => {
      const high = low + more + 1;
      const above = ((n - high) / n) ** half - ((n - high - 1) / n) ** half;
      return { low, high, weight: choose(n, half) * below * above };
    });
    const whole = atLeast(n, low + 1, half) - atLeast(n, low, half);
    const same = whole - apart.reduce((sum, { weight }) => sum + weight, 0);
    return [{ low, high: low, weight: same }, ...apart];
  }).flat();
}

const known = new Map<number, readonly Pick[]>();

function picksOf(n: number): readonly Pick[] {
  const picks = known.get(n) ?? (n % 2 === 1 ? oddPicks(n) : evenPicks(n));
  known.set(n, picks);
  return picks;
}

/** The whole bootstrap distribution of the median of sorted values, computed and not drawn: no seed, no noise of its own. */
export function medianResamples(sorted: readonly number[]): readonly Atom[] {
  return picksOf(sorted.length)
    .map(({ low, high, weight }) => ({
      value: ((sorted[low] as number) + (sorted[high] as number)) / 2,
      weight,
    }))
    .toSorted((left, right) => left.value - right.value);
}

/** The least value with at least that share of the weight at or below it. */
export function atomAt(atoms: readonly Atom[], share: number): number {
  let sum = 0;
  const found = atoms.find(({ weight }) => {
    sum += weight;
    return sum >= share - 1e-12;
  });
  return (found ?? atoms.at(-1))?.value ?? 0;
}

/** Sorted values drawn with replacement from sorted values. Of all that is simulated this is done most often. */
export function resample(sorted: readonly number[], { random }: Source): readonly number[] {
  const counts = new Uint16Array(sorted.length);
  for (let draw = 0; draw < sorted.length; draw += 1) {
    const index = Math.floor((random.uint32() / 2 ** 32) * sorted.length);
    counts[index] = (counts[index] as number) + 1;
  }
  const drawn: number[] = [];
  for (const [index, count] of counts.entries()) {
    for (let copy = 0; copy < count; copy += 1) drawn.push(sorted[index] as number);
  }
  return drawn;
}

export const medianOf = (sorted: readonly number[]): number => quantile(sorted, 0.5);
