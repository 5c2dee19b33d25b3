import { describe, expect, test } from 'vitest';
import { distributionOf } from '../../src/analyse/index.ts';

describe('distributionOf', () => {
  // Quartiles as R's quantile(x, type = 7) gives them. Four values or fewer cannot bound a median.
  test.each([
    [[5], { median: 5, interval: null, quartiles: { low: 5, high: 5 }, n: 1 }],
    [[1, 2], { median: 1.5, interval: null, quartiles: { low: 1.25, high: 1.75 }, n: 2 }],
    [[3, 1, 2], { median: 2, interval: null, quartiles: { low: 1.5, high: 2.5 }, n: 3 }],
    [[1, 2, 3, 4], { median: 2.5, interval: null, quartiles: { low: 1.75, high: 3.25 }, n: 4 }],
    [
      [10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
      {
        median: 5.5,
        // Between the second and the third from either end.
        interval: { low: expect.closeTo(2.65766, 5), high: expect.closeTo(8.34234, 5), confidence: 0.95 },
        quartiles: { low: 3.25, high: 7.75 },
        n: 10,
      },
    ],
    [[7, 7, 7, 7], { median: 7, interval: null, quartiles: { low: 7, high: 7 }, n: 4 }],
    [
      [1, 1, 1, 1, 100],
      {
        median: 1,
        interval: { low: 1, high: 100, confidence: 0.9375 },
        quartiles: { low: 1, high: 1 },
        n: 5,
      },
    ],
    [[0, 0], { median: 0, interval: null, quartiles: { low: 0, high: 0 }, n: 2 }],
  ])('of %j', (values, expected) => {
    expect(distributionOf(values)).toEqual(expected);
  });

  test('of nothing is null, not 0', () => {
    expect(distributionOf([])).toBeNull();
  });

  test('leaves its input alone, and sorts by number', () => {
    const values = [10, 9, 100];
    expect(distributionOf(values)?.median).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });
});
