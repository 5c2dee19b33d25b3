import { describe, expect, test } from 'vitest';
import { incompleteBeta, twoSidedPValue } from '../../src/analyse/student.ts';

describe('twoSidedPValue', () => {
  // Points of the usual tables; df = 1 is Cauchy's distribution and df = 2 has a closed form.
  test.each([
    [0, 7, 1],
    [12.706_204_736, 1, 0.05],
    [4.302_652_73, 2, 0.05],
    [2.776_445_105, 4, 0.05],
    [8.610_301_581, 4, 0.001],
    [2.228_138_852, 10, 0.05],
    [-2.228_138_852, 10, 0.05],
    [2.022_690_92, 39, 0.05],
    [1, 1, 0.5],
    [3, 2, 1 - 3 / Math.sqrt(11)],
  ])('t = %d with %i degrees of freedom', (t, degrees, pValue) => {
    expect(twoSidedPValue(t, degrees)).toBeCloseTo(pValue, 8);
  });

  test('is 0 for an infinite t, and small but not negative for a large one', () => {
    expect(twoSidedPValue(Number.POSITIVE_INFINITY, 4)).toBe(0);
    expect(twoSidedPValue(1e6, 4)).toBeGreaterThan(0);
    expect(twoSidedPValue(1e6, 4)).toBeLessThan(1e-20);
  });
});

test.each([
  [0, 2, 3, 0],
  [1, 2, 3, 1],
  [0.3, 1, 1, 0.3],
  [0.5, 4, 4, 0.5],
  [0.25, 2, 1, 0.0625],
  [0.9, 1, 3, 0.999],
])('incompleteBeta(%d, %d, %d) is %d', (x, a, b, value) => {
  expect(incompleteBeta(x, a, b)).toBeCloseTo(value, 9);
});
