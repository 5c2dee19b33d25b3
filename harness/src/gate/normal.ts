/**
 * P(Z >= z) of a standard normal, by a Chebyshev fit of the complementary error function: fractional error below 1.2e-7
 * everywhere, so that small levels keep their digits (Numerical Recipes, 6.2).
 */
export function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  const coefficients = [
    0.170_872_77, -0.822_152_23, 1.488_515_87, -1.135_203_98, 0.278_868_07, -0.186_288_06, 0.096_784_18,
    0.374_091_96, 1.000_023_68,
  ];
  const series = coefficients.reduce((sum, coefficient) => sum * t + coefficient, 0);
  const tail = (t / 2) * Math.exp(-x * x - 1.265_512_23 + t * series);
  return z >= 0 ? tail : 1 - tail;
}

/** The z that a standard normal passes with that probability, from 0 to 1; by bisection. */
export function tailQuantile(probability: number): number {
  let [low, high] = [-38, 38];
  for (let step = 0; step < 70; step += 1) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
