/** Lanczos' approximation, g = 5, n = 6: relative error below 2e-10 (Numerical Recipes, 6.1). For x > 0. */
function logGamma(x: number): number {
  const coefficients = [
    76.180_091_729_471, -86.505_320_329_417, 24.014_098_240_831, -1.231_739_572_450, 0.001_208_650_973_87,
    -0.000_005_395_239_385,
  ];
  const series = coefficients.reduce(
    (sum, coefficient, index) => sum + coefficient / (x + index + 1),
    1.000_000_000_190_015,
  );
  const shifted = x + 5.5;
  return (x + 0.5) * Math.log(shifted) - shifted + Math.log((2.506_628_274_631 * series) / x);
}

const TINY = 1e-300;
const STEPS = 500;

/** A denominator of 0 would end the continued fraction; one next to it does not (Lentz). */
const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

/** The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let upper = 1;
  let lower = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = lower;
  for (let m = 1; m <= STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let factor = 1;
    for (const term of [even, odd]) {
      lower = 1 / away(1 + term * lower);
      upper = away(1 + term / upper);
      factor = lower * upper;
      fraction *= factor;
    }
    if (Math.abs(factor - 1) < 1e-13) break;
  }
  return fraction;
}

/** I_x(a, b), the regularised incomplete beta function; 0 <= x <= 1. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** P(|T| >= |t|) for Student's t with that many degrees of freedom. An infinite t has 0. */
export function twoSidedPValue(t: number, degrees: number): number {
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** The t that is passed, to either side, with that probability and no more: by bisection, to the last digit. */
export function criticalT(level: number, degrees: number): number {
  let low = 0;
  let high = 1;
  while (twoSidedPValue(high, degrees) > level) high *= 2;
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (twoSidedPValue(middle, degrees) > level) low = middle;
    else high = middle;
  }
  return high;
}
