import { describe, expect, test } from 'vitest';
import { medianInterval } from '../../src/analyse/interval.ts';
import { createRandom } from '../../src/random.ts';
import { normalOf } from '../support/normal.ts';

const ranks = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => index + 1);

const near = (value: number): number => expect.closeTo(value, 5) as number;

describe('medianInterval', () => {
  test.each([0, 1, 2, 3, 4])('of %i values there is none', (n) => {
    expect(medianInterval(ranks(n))).toBeNull();
  });

  // With ranks as values the ends are ranks. By hand, of 6: the whole range holds with 62/64, the next with 50/64, so the
  // part is (62 - 60.8) / 12 = 0.1 and the weight 5 x 0.1 / (1 + 4 x 0.1) = 0.357.
  test.each([
    [5, 0.95, 1, 0.9375],
    [6, 0.95, 1 + 0.5 / 1.4, 0.95],
    [8, 0.95, 1 + 4.725 / 5.05, 0.95],
    [10, 0.95, 2.657_66, 0.95],
    [7, 0.97, 1.475_86, 0.97],
    [5, 0.97, 1, 0.9375],
  ])('of the ranks 1 to %i at %d begins at %d', (n, asked, low, confidence) => {
    expect(medianInterval(ranks(n), asked)).toEqual({ low: near(low), high: near(n + 1 - low), confidence });
  });

  test.each([20, 100, 1000, 5000])('of %i values lies between the exact ones on either side', (n) => {
    const { low = 0, high = 0 } = medianInterval(ranks(n)) ?? {};
    // The normal approximation of the binomial distribution.
    expect(low).toBeGreaterThan((n + 1) / 2 - 0.98 * Math.sqrt(n) - 1);
    expect(low).toBeLessThan((n + 1) / 2 - 0.98 * Math.sqrt(n) + 1);
    expect(low + high).toBeCloseTo(n + 1, 6);
  });

  test('gets no wider with more values of the same spread, and never leaves them', () => {
    const widths = ranks(60).flatMap((n) => {
      const interval = medianInterval(ranks(n).map((rank) => rank / (n + 1)));
      return interval === null ? [] : [interval.high - interval.low];
    });
    const rises = widths.filter((width, index) => width > (widths[index - 1] ?? 1) + 0.03);
    expect(rises).toEqual([]);
  });

  test('of equal values is that value', () => {
    expect(medianInterval([7, 7, 7, 7, 7, 7])).toEqual({ low: 7, high: 7, confidence: 0.95 });
  });

  test.each([
    [5, 0.92, 0.955],
    [7, 0.935, 0.965],
    [12, 0.935, 0.965],
    [30, 0.935, 0.965],
  ])('holds the median of skewed noise as often as it says: n = %i', (n, least, most) => {
    const normal = normalOf(createRandom(1, `interval ${n}`));
    const held = ranks(4000).filter(() => {
      const sorted = ranks(n)
        .map(() => Math.exp(normal()))
        .toSorted((left, right) => left - right);
      const { low = 0, high = 0 } = medianInterval(sorted) ?? {};
      return low <= 1 && 1 <= high;
    });
    expect(held.length / 4000).toBeGreaterThan(least);
    expect(held.length / 4000).toBeLessThan(most);
  });
});
