import { describe, expect, test } from 'vitest';
import { apartness, chanceOfApart, chanceOfFailures, combinations } from '../../src/baselines/chance.ts';
import { medianRatio } from '../../src/baselines/ratio.ts';

test.each([
  [20, 10, 184_756],
  [14, 7, 3432],
  [5, 0, 1],
  [5, 5, 1],
  [52, 5, 2_598_960],
])('%d over %d', (of, chosen, count) => {
  expect(combinations(of, chosen)).toBe(count);
});

test.each<[readonly number[], readonly number[], number]>([
  [[1, 2], [3, 4], 1],
  [[3, 4], [1, 2], -1],
  [[1, 3], [3, 4], 0],
  [[1, 4], [2, 3], 0],
])('%j and %j', (stored, now, sign) => {
  expect(apartness(stored, now)).toBe(sign);
});

/** Every way to deal the values out. */
function deals(values: readonly number[], count: number): readonly (readonly [number[], number[]])[] {
  const masks = Array.from({ length: 2 ** values.length }, (_, mask) => mask);
  return masks
    .map((mask) => Map.groupBy(values.keys(), (at) => (mask >> at) & 1))
    .filter((sides) => (sides.get(1)?.length ?? 0) === count)
    .map((sides) => [0, 1].map((side) => (sides.get(side) ?? []).map((at) => values[at] as number)))
    .map(([stored = [], now = []]) => [stored, now] as const);
}

const sum = (values: readonly number[]): number => values.reduce((left, right) => left + right, 0);

test('the chance of being apart is how many deals are', () => {
  const all = deals([1, 2, 3, 4, 5, 6, 7, 8, 9], 4);
  const apart = all.filter(([stored, now]) => apartness(stored, now) !== 0);
  expect(all).toHaveLength(126);
  expect(chanceOfApart([1, 2, 3, 4, 5], [6, 7, 8, 9])).toBeCloseTo(apart.length / all.length, 12);
});

describe('failures', () => {
  test('the chance is twice that of deals with as many failures now, or more', () => {
    const all = deals([1, 1, 1, 0, 0, 0, 0, 0, 0], 4);
    const many = all.filter(([, now]) => sum(now) >= 3).length / all.length;
    expect(chanceOfFailures({ runs: 5, failed: 0 }, { runs: 4, failed: 3 })).toBeCloseTo(2 * many, 12);
    expect(chanceOfFailures({ runs: 4, failed: 3 }, { runs: 5, failed: 0 })).toBeCloseTo(2 * many, 12);
  });

  test('all against none is the chance of being apart', () => {
    const chance = chanceOfFailures({ runs: 10, failed: 0 }, { runs: 10, failed: 10 });
    expect(chance).toBeCloseTo(2 / 184_756, 12);
  });

  test('as many as before is no news', () => {
    expect(chanceOfFailures({ runs: 10, failed: 4 }, { runs: 10, failed: 4 })).toBe(1);
  });
});

describe('the ratio of medians', () => {
  const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

  test('its interval is of the ends of those of the medians, each with half of the error', () => {
    const { ratio, interval } = medianRatio(
      ten,
      ten.map((value) => 2 * value),
    );
    expect(ratio).toBe(2);
    expect(interval?.confidence).toBeCloseTo(0.95, 12);
    // Of ten values, from the second least to the second greatest is 97.85 %, a little more than half of 5 % leaves.
    expect(interval?.low).toBeGreaterThan((2 * 2) / 9);
    expect(interval?.low).toBeLessThan((2 * 3) / 8);
    expect(interval?.high).toBeCloseTo(4 / (interval?.low as number), 9);
  });

  test('seven values are the fewest that are as sure as 95 %', () => {
    const [seven, six] = [ten.slice(3), ten.slice(4)];
    expect(medianRatio(seven, seven).interval?.confidence).toBeCloseTo(0.95, 12);
    expect(medianRatio(six, six).interval?.confidence).toBeLessThan(0.95);
  });

  test('too few for any', () => {
    expect(medianRatio([1, 2, 3, 4], ten)).toMatchObject({ interval: null });
  });
});
