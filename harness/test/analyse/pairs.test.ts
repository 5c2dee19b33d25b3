import { describe, expect, test } from 'vitest';
import { pairedRatio } from '../../src/analyse/pairs.ts';

const times = (...byBlock: readonly (readonly [number, number])[]): ReadonlyMap<number, number> =>
  new Map(byBlock);

describe('pairedRatio', () => {
  test('is the median of the ratios within blocks, not the ratio of the medians', () => {
    // The machine is ten times slower in block 3: within each block the second is twice the first.
    const fast = times([1, 10], [2, 11], [3, 100]);
    const slow = times([1, 20], [2, 22], [3, 200]);
    expect(pairedRatio(slow, fast)).toEqual({ ratio: expect.closeTo(2, 12), pairs: 3 });
  });

  test('of an even number of blocks lies at the geometric mean of the middle two', () => {
    const ratio = pairedRatio(times([1, 2], [2, 8]), times([1, 1], [2, 1]));
    expect(ratio).toEqual({ ratio: expect.closeTo(4, 12), pairs: 2 });
  });

  test('uses only blocks in which both have a time', () => {
    expect(pairedRatio(times([1, 30], [2, 50]), times([2, 25], [3, 1]))).toEqual({
      ratio: expect.closeTo(2, 12),
      pairs: 1,
    });
  });

  test('is exactly 1 for a row with itself', () => {
    const own = times([1, 123], [2, 77]);
    expect(pairedRatio(own, own)).toEqual({ ratio: 1, pairs: 2 });
  });

  test.each([
    ['no block in common', times([1, 1]), times([2, 1])],
    ['no times', times(), times([1, 1])],
    ['a time of 0', times([1, 0]), times([1, 1])],
    ['a reference of 0', times([1, 1]), times([1, 0])],
  ])('is null with %s', (_about, own, reference) => {
    expect(pairedRatio(own, reference)).toBeNull();
  });
});
