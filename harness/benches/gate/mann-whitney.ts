import { normalCdf } from '../normal.ts';

/**
 * Two-sided, of two samples without ties (Mann and Whitney, "On a test of whether one of two random variables is
 * stochastically larger than the other", Annals of Mathematical Statistics 18, 1947), by the normal approximation.
 */
export function mannWhitneyPValue(left: readonly number[], right: readonly number[]): number {
  const [n, m] = [left.length, right.length];
  const wins = left.reduce((sum, each) => sum + right.filter((other) => each > other).length, 0);
  const deviation = Math.sqrt((n * m * (n + m + 1)) / 12);
  const away = Math.max(0, Math.abs(wins - (n * m) / 2) - 0.5) / deviation;
  return Math.min(1, 2 * normalCdf(-away));
}
