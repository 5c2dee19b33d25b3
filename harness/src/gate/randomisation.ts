import { tailQuantile } from './normal.ts';
import { sumOfJudged } from './scores.ts';

/** Below so many standard deviations nothing is decided, and the normal approximation is not improved on. */
const UNDECIDED = 1.5;

interface Cumulants {
  /** K(t) = Σ log(mean of exp(t × score) over the arms of a block), and its first two derivatives. */
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
}

function cumulants(scores: Float64Array, width: number, t: number): Cumulants {
  let [value, slope, curvature] = [0, 0, 0];
  for (let block = 0; block < scores.length; block += width) {
    let [weight, first, second] = [0, 0, 0];
    for (let arm = block; arm < block + width; arm += 1) {
      const score = scores[arm] as number;
      const each = Math.exp(t * score);
      weight += each;
      first += each * score;
      second += each * score * score;
    }
    const mean = first / weight;
    value += Math.log(weight / width);
    slope += mean;
    curvature += second / weight - mean * mean;
  }
  return { value, slope, curvature };
}

/** The greatest sum there can be, and the logarithm of the chance that the judged arm has it. */
function mostOf(scores: Float64Array, width: number): { readonly sum: number; readonly logChance: number } {
  let [sum, logChance] = [0, 0];
  for (let block = 0; block < scores.length; block += width) {
    let [most, times] = [-Infinity, 0];
    for (let arm = block; arm < block + width; arm += 1) {
      const score = scores[arm] as number;
      if (score > most) [most, times] = [score, 1];
      else if (score === most) times += 1;
    }
    sum += most;
    logChance += Math.log(times / width);
  }
  return { sum, logChance };
}

const LEAST_RATIO = 1e-9;

/** Less has no place among the numbers, and is needed nowhere. */
const LEAST_LOG_CHANCE = -600;

const MOST_STEPS = 30;

/** Scores are 1 at most, and the exponential function ends at 709. */
const MOST_T = 600;

/** Rounding of a sum. */
const NEAR_MOST = 1e-9;

/** t with K'(t) = sum, for a sum above 0 and below the greatest possible. */
function saddlepoint(scores: Float64Array, width: number, sum: number, first: number): number {
  let t = first;
  let [low, high] = [0, Infinity];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { slope, curvature } = cumulants(scores, width, t);
    if (Math.abs(slope - sum) < 1e-6 * sum) return t;
    if (slope < sum) low = t;
    else high = t;
    const newton = t + (sum - slope) / curvature;
    t = Math.min(MOST_T, newton > low && newton < high ? newton : Math.min(2 * t, (low + high) / 2));
  }
  return t;
}

/**
 * How many standard deviations the judged arm's sum of scores is from 0, if every block's scores were dealt out to its arms
 * at random: r* of Barndorff-Nielsen ("Inference on full or partial parameters based on the standardized signed log
 * likelihood ratio", Biometrika 73, 1986) from the saddlepoint of the randomisation distribution (Robinson, "Saddlepoint
 * approximations for permutation tests and confidence intervals", Journal of the Royal Statistical Society B 44, 1982). It
 * has the skew in it that long tails give to a candidate held against two others, out to where levels of 1 in 10,000 lie.
 */
export function randomisationScore(scores: Float64Array, width: number, from = UNDECIDED): number {
  const sum = sumOfJudged(scores, width);
  let squares = 0;
  for (const score of scores) squares += score * score;
  const variance = squares / width;
  if (variance === 0) return 0;
  const plain = sum / Math.sqrt(variance);
  if (Math.abs(plain) < from) return plain;
  const sign = Math.sign(sum);
  const turned = sign > 0 ? scores : scores.map((score) => -score);
  const most = mostOf(turned, width);
  // There is nothing beyond the greatest sum: its chance is known, and the approximation breaks down.
  if (Math.abs(sum) > most.sum * (1 - NEAR_MOST))
    return sign * tailQuantile(Math.exp(Math.max(LEAST_LOG_CHANCE, most.logChance)));
  const t = saddlepoint(turned, width, Math.abs(sum), Math.abs(sum) / variance);
  const { value, curvature } = cumulants(turned, width, t);
  const root = Math.sqrt(2 * (t * Math.abs(sum) - value));
  // Next to the greatest sum the curvature vanishes: the score is too small there, never of the other sign.
  const correction = Math.log(Math.max(LEAST_RATIO, (t * Math.sqrt(curvature)) / root));
  return sign * Math.max(0, root + correction / root);
}
