import { describe, expect, test } from 'vitest';
import { holmAdjusted } from '../../src/analyse/holm.ts';
import { createRandom } from '../../src/random.ts';

describe('holmAdjusted', () => {
  // As R's p.adjust(p, "holm") gives them.
  test.each([
    [[], []],
    [[0.03], [0.03]],
    [
      [0.01, 0.04, 0.03, 0.005],
      [0.03, 0.06, 0.06, 0.02],
    ],
    [
      [0.5, 0.9, 0.4],
      [1, 1, 1],
    ],
    [
      [0.02, 0.02],
      [0.04, 0.04],
    ],
    [
      [0, 1],
      [0, 1],
    ],
  ])('of %j is %j', (pValues: number[], adjusted: number[]) => {
    expect(holmAdjusted(pValues)).toEqual(adjusted.map((each) => expect.closeTo(each, 12) as number));
  });

  test('keeps the order, and makes none smaller nor larger than Bonferroni would', () => {
    const random = createRandom(1, 'holm');
    for (let trial = 0; trial < 200; trial += 1) {
      const pValues = Array.from({ length: 1 + random.below(60) }, () => random.unit() ** 3);
      const adjusted = holmAdjusted(pValues);
      const inOrder = pValues
        .map((_, index) => index)
        .toSorted((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0));
      const along = inOrder.map((index) => adjusted[index] ?? 0);
      expect(along).toEqual(along.toSorted((a, b) => a - b));
      for (const [index, pValue] of pValues.entries()) {
        expect(adjusted[index]).toBeGreaterThanOrEqual(pValue);
        expect(adjusted[index]).toBeLessThanOrEqual(Math.min(1, pValue * pValues.length));
      }
    }
  });
});
