import { describe, expect, test } from 'vitest';
import { halfWidthOf, pairedLogRatios, ratioOf, type TimesByBlock } from '../../src/analyse/pairs.ts';

const ratioBetween = (own: TimesByBlock, reference: TimesByBlock) =>
  ratioOf(pairedLogRatios(own, reference), 0.95);

const times = (...byBlock: readonly (readonly [number, number])[]): ReadonlyMap<number, number> =>
  new Map(byBlock);

describe('the ratio of two rows', () => {
  test('is the median of the ratios within blocks, not the ratio of the medians', () => {
    // The machine is ten times slower in block 3: within each block the second is twice the first.
    const fast = times([1, 10], [2, 11], [3, 100]);
    const slow = times([1, 20], [2, 22], [3, 200]);
    expect(ratioBetween(slow, fast)).toEqual({ ratio: expect.closeTo(2, 12), interval: null });
  });

  test('of an even number of blocks lies at the geometric mean of the middle two', () => {
    const { ratio } = ratioBetween(times([1, 2], [2, 8]), times([1, 1], [2, 1]));
    expect(ratio).toBeCloseTo(4, 12);
  });

  test('uses only blocks in which both have a time', () => {
    const logRatios = pairedLogRatios(times([1, 30], [2, 50]), times([2, 25], [3, 1]));
    expect(logRatios).toEqual([Math.log(2)]);
  });

  test('is exactly 1 for a row with itself', () => {
    const own = times([1, 123], [2, 77]);
    expect(ratioBetween(own, own).ratio).toBe(1);
  });

  test.each([
    ['no block in common', times([1, 1]), times([2, 1])],
    ['no times', times(), times([1, 1])],
    ['a time of 0', times([1, 0]), times([1, 1])],
    ['a reference of 0', times([1, 1]), times([1, 0])],
  ])('has no pair with %s', (_about, own, reference) => {
    expect(pairedLogRatios(own, reference)).toEqual([]);
  });

  test('has an interval from five pairs on: from the least to the greatest of five', () => {
    const slow = times([1, 18], [2, 19], [3, 20], [4, 21], [5, 22]);
    const fast = times([1, 10], [2, 10], [3, 10], [4, 10], [5, 10]);
    expect(ratioBetween(slow, fast)).toEqual({
      ratio: expect.closeTo(2, 12),
      interval: { low: expect.closeTo(1.8, 12), high: expect.closeTo(2.2, 12), confidence: 0.9375 },
    });
  });

  test('is the inverse of the ratio the other way round, ends included', () => {
    const one = times([1, 18], [2, 19], [3, 25], [4, 21], [5, 22], [6, 30]);
    const other = times([1, 10], [2, 11], [3, 10], [4, 12], [5, 10], [6, 9]);
    const [there, back] = [ratioBetween(one, other), ratioBetween(other, one)];
    expect(there.ratio * back.ratio).toBeCloseTo(1, 12);
    expect((there.interval?.low ?? 0) * (back.interval?.high ?? 0)).toBeCloseTo(1, 12);
  });
});

test.each([
  [1, 1, 0],
  [0.97, 0.97 * 1.03 ** 2, 0.03],
  [2, 8, 1],
])('the half-width of %d to %d is %d', (low, high, halfWidth) => {
  expect(halfWidthOf({ low, high, confidence: 0.95 })).toBeCloseTo(halfWidth, 12);
});
