import { describe, expect, test } from 'vitest';
import { createRandom } from '../src/random.ts';

const take = (count: number, draw: () => number): readonly number[] => Array.from({ length: count }, draw);

describe('createRandom', () => {
  test('gives the same stream for the same seed and label, on every machine', () => {
    expect(take(4, createRandom(1, 'a').uint32)).toMatchInlineSnapshot(`
      [
        3996410669,
        2094692493,
        3181811956,
        2981999414,
      ]
    `);
    expect(take(4, createRandom(1, 'a').uint32)).toEqual(take(4, createRandom(1, 'a').uint32));
  });

  test.each([
    ['another seed', createRandom(2, 'a')],
    ['another label', createRandom(1, 'b')],
  ])('gives another stream for %s', (_about, other) => {
    expect(take(8, other.uint32)).not.toEqual(take(8, createRandom(1, 'a').uint32));
  });

  test('unit is in [0, 1) with the mean and variance of the uniform distribution', () => {
    const values = take(100_000, createRandom(3, 'unit').unit);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    // Five standard errors of the mean are 0.0046.
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
  });

  test.each([1, 2, 3, 7, 10, 1000])('below(%i) reaches every value and none beyond', (limit) => {
    const random = createRandom(4, 'below');
    const seen = new Set(take(limit * 40, () => random.below(limit)));
    expect(seen.size).toBe(limit);
    expect(Math.max(...seen)).toBe(limit - 1);
  });

  test('below is not biased where the limit does not divide 2^32', () => {
    // Three quarters of 2^32: with a plain remainder the first third would come up twice as often.
    const limit = 3 * 2 ** 30;
    const random = createRandom(5, 'bias');
    const low = take(30_000, () => random.below(limit)).filter((value) => value < 2 ** 30).length;
    expect(low / 30_000).toBeCloseTo(1 / 3, 1.5);
  });
});
