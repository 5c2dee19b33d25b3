import { describe, expect, test } from 'vitest';
import { DIFFERENCE_TESTS, rejected } from '../../benches/difference-tests.ts';
import { INTERVAL_METHODS } from '../../benches/interval-methods.ts';
import { normalCdf, normalQuantile } from '../../benches/normal.ts';
import { sourceFor } from '../../benches/study.ts';

const values = [3, 4, 4.5, 5, 5.2, 5.9, 6.3, 7, 8, 11];

describe.each(INTERVAL_METHODS.map((method) => [method.name, method] as const))('%s', (_name, method) => {
  const between = (confidence: number, shift = 0, factor = 1): readonly number[] =>
    method.interval(
      values.map((value) => factor * value + shift),
      confidence,
      sourceFor(1, 'method'),
    );

  test('has the median inside, and is wider for more confidence', () => {
    const [low = 0, high = 0] = between(0.95);
    const [lower = 0, higher = 0] = between(0.99);
    expect(low).toBeLessThan(5.55);
    expect(high).toBeGreaterThan(5.55);
    expect(lower).toBeLessThanOrEqual(low);
    expect(higher).toBeGreaterThanOrEqual(high);
  });

  test('moves and stretches with the values', () => {
    const [low = 0, high = 0] = between(0.95);
    const [moved, stretched] = [between(0.95, 100), between(0.95, 0, 3)];
    expect(moved[0]).toBeCloseTo(low + 100, 6);
    expect(stretched[1]).toBeCloseTo(3 * high, 6);
  });
});

test('the normal distribution and its quantiles', () => {
  expect(normalCdf(0)).toBeCloseTo(0.5, 6);
  expect(normalCdf(-1.959_964)).toBeCloseTo(0.025, 6);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959_964, 4);
  expect(normalQuantile(0)).toBeLessThan(-5);
});

const pValuesOf = (differences: readonly number[]): Readonly<Record<string, number>> =>
  Object.fromEntries(DIFFERENCE_TESTS.map(({ name, pValue }) => [name, pValue(differences)]));

describe('the tests that were compared', () => {
  test('agree that there is nothing in symmetric differences', () => {
    for (const pValue of Object.values(pValuesOf([-3, -2, -1, 1.1, 2.1, 3.1]))) {
      expect(pValue).toBeGreaterThan(0.8);
    }
  });

  test('of five blocks those on ranks and signs cannot say less than one in sixteen', () => {
    const pValues = pValuesOf([1, 1.1, 1.2, 0.9, 0.8]);
    expect(pValues['Wilcoxon']).toBeCloseTo(0.0625, 12);
    expect(pValues['sign test']).toBeCloseTo(0.0625, 12);
    expect(pValues['paired t']).toBeLessThan(0.001);
  });

  test('Wilcoxon is exact: ranks 1, 2 and 4 of six against the rest', () => {
    // Sums of 0 to 7 can be had in 1, 1, 1, 2, 2, 3, 4 and 4 of the 64 ways to pick from the ranks 1 to 6.
    expect(pValuesOf([1, 2, -3, 4, -5, -6])['Wilcoxon']).toBeCloseTo((2 * 18) / 64, 12);
  });

  test('Holm rejects in order, and stops at the first it cannot', () => {
    expect(rejected([0.001, 0.03, 0.02, 0.9])).toEqual([true, false, false, false]);
    expect(rejected([0.001, 0.016, 0.02, 0.9])).toEqual([true, true, true, false]);
  });
});
