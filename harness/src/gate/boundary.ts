import { tailQuantile, upperTail } from './normal.ts';

/**
 * Shape of the boundary: 0 is that of O'Brien and Fleming, which hardly ever stops early, ½ that of Pocock, which costs
 * most at the end. docs/gate.md has what was simulated to choose it.
 */
export const SHAPE = 0.25;

/**
 * A score z that is a sum of so many blocks is looked at when a share t of the budget is spent, as often as one likes. It
 * is told from 0 when z >= c t^(Δ - ½) (Wang and Tsiatis, "Approximately optimal one-parameter boundaries for group
 * sequential trials", Biometrics 43, 1987). On the scale of Brownian motion that is the concave curve c t^Δ, and the chance
 * to meet it at any t from 0 to 1 is ∫ (b - t b') t^(-3/2) φ(b / √t) dt, to the approximation by tangents (Durbin, "The
 * first-passage density of a continuous Gaussian process to a general boundary", Journal of Applied Probability 22, 1985):
 *
 *     α = (1 - Δ) / (½ - Δ) × (1 - Φ(c))
 *
 * For Δ = 0 this is the law of reflection, exact, and the first spending function of Lan and DeMets ("Discrete sequential
 * boundaries for clinical trials", Biometrika 70, 1983). Blocks are steps, not a motion, which errs to the safe side.
 */
const price = (shape: number): number => (1 - shape) / (0.5 - shape);

/** The one-sided level at which a score would just be told from 0, looked at as often as one likes; at most 1. */
export function levelReached(score: number, share: number, shape = SHAPE): number {
  return Math.min(1, price(shape) * upperTail(score * share ** (0.5 - shape)));
}

/** The least score that is told from 0 at that one-sided level, when that share of the budget is spent. */
export function scoreNeeded(level: number, share: number, shape = SHAPE): number {
  return tailQuantile(level / price(shape)) * share ** (shape - 0.5);
}
