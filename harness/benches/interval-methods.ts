import { medianInterval } from '../src/analyse/interval.ts';
import { incompleteBeta } from '../src/analyse/student.ts';
import { atomAt, medianOf, medianResamples, resample } from './bootstrap.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import type { Source } from './noise.ts';

export type Ends = readonly [low: number, high: number];

/** A way to an interval for the median of the population of sorted values. */
export interface IntervalMethod {
  readonly name: string;
  readonly interval: (sorted: readonly number[], confidence: number, source: Source) => Ends;
}

/** What the harness uses. */
function orderStatistics(sorted: readonly number[], confidence: number): Ends {
  const interval = medianInterval(sorted, confidence);
  return [interval?.low ?? Number.NaN, interval?.high ?? Number.NaN];
}

function percentile(sorted: readonly number[], confidence: number): Ends {
  const atoms = medianResamples(sorted);
  const tail = (1 - confidence) / 2;
  return [atomAt(atoms, tail), atomAt(atoms, 1 - tail)];
}

/** Skewness of the jackknife's values, over 6: what BCa takes for the acceleration. */
function accelerationOf(sorted: readonly number[]): number {
  const without = sorted.map((_, index) => medianOf(sorted.toSpliced(index, 1)));
  const mean = without.reduce((sum, value) => sum + value, 0) / without.length;
  const squares = without.reduce((sum, value) => sum + (mean - value) ** 2, 0);
  const cubes = without.reduce((sum, value) => sum + (mean - value) ** 3, 0);
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

/** Bias-corrected and accelerated (Efron, "Better bootstrap confidence intervals", JASA 82, 1987). */
function bca(sorted: readonly number[], confidence: number): Ends {
  const atoms = medianResamples(sorted);
  const median = medianOf(sorted);
  const below = atoms.reduce((sum, { value, weight }) => {
    if (value < median) return sum + weight;
    return value === median ? sum + weight / 2 : sum;
  }, 0);
  const bias = normalQuantile(below);
  const acceleration = accelerationOf(sorted);
  const adjusted = (share: number): number => {
    const z = bias + normalQuantile(share);
    return normalCdf(bias + z / (1 - acceleration * z));
  };
  const tail = (1 - confidence) / 2;
  return [atomAt(atoms, adjusted(tail)), atomAt(atoms, adjusted(1 - tail))];
}

const weightsOf = new Map<number, readonly number[]>();

/** Standard error of the median of sorted values (Maritz and Jarrett, JASA 73, 1978). */
function standardError(sorted: readonly number[]): number {
  const n = sorted.length;
  const half = (n + 1) / 2;
  const weights =
    weightsOf.get(n) ??
    sorted.map(
      (_, index) => incompleteBeta((index + 1) / n, half, half) - incompleteBeta(index / n, half, half),
    );
  weightsOf.set(n, weights);
  const centre = medianOf(sorted);
  let first = 0;
  let second = 0;
  for (const [index, weight] of weights.entries()) {
    const off = (sorted[index] as number) - centre;
    first += weight * off;
    second += weight * off ** 2;
  }
  return Math.sqrt(Math.max(0, second - first ** 2));
}

/** So that a share of 2.5 % is a whole number of them. */
const RESAMPLES = 199;

/** Bootstrap-t (Hall, "Theoretical comparison of bootstrap confidence intervals", Annals of Statistics 16, 1988). */
function studentised(sorted: readonly number[], confidence: number, source: Source): Ends {
  const median = medianOf(sorted);
  const error = standardError(sorted);
  if (error === 0) return [median, median];
  const pivots = Array.from({ length: RESAMPLES }, () => {
    const drawn = resample(sorted, source);
    const own = standardError(drawn);
    return own > 1e-9 * error ? (medianOf(drawn) - median) / own : null;
  })
    .filter((pivot) => pivot !== null)
    .toSorted((left, right) => left - right);
  const at = (share: number): number =>
    pivots[Math.min(pivots.length - 1, Math.max(0, Math.floor((pivots.length + 1) * share) - 1))] ?? 0;
  const tail = (1 - confidence) / 2;
  return [median - at(1 - tail) * error, median - at(tail) * error];
}

export const INTERVAL_METHODS: readonly IntervalMethod[] = [
  { name: 'order statistics', interval: orderStatistics },
  { name: 'percentile', interval: percentile },
  { name: 'BCa', interval: bca },
  { name: 'studentised', interval: studentised },
];
