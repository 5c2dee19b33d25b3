import { describe, expect, test } from 'vitest';
import {
  differencePValue,
  isWithoutSpread,
  pairedTPValue,
  signTestPValue,
  trimmedTPValue,
} from '../../src/analyse/paired-test.ts';
import { twoSidedPValue } from '../../src/analyse/student.ts';
import { createRandom } from '../../src/random.ts';
import { normalOf } from '../support/normal.ts';

const oneToTen = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('signTestPValue', () => {
  test.each([
    [[1, 1, 1, 1, 1], 0.0625],
    [Array(10).fill(-2), 2 / 1024],
    [[1, 1, 1, 1, 1, 1, 1, 1, 1, -1], 22 / 1024],
    [[1, -1], 1],
    [[0, 0, 0], 1],
    [[0, 1, 1, 1, 1, 1], 0.0625],
  ])('%j', (differences: number[], pValue) => {
    expect(signTestPValue(differences)).toBeCloseTo(pValue, 12);
  });
});

describe('pairedTPValue', () => {
  test("is Student's own, on his sleep data (1908)", () => {
    // R: t.test(extra ~ group, paired = TRUE), p-value = 0.002833.
    const sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
    expect(pairedTPValue(sleep)).toBeCloseTo(0.002_833, 6);
  });
});

describe('trimmedTPValue', () => {
  test('leaves a fifth out at either end, and pulls it in for the error', () => {
    // Kept: 3 to 8, mean 5.5. Pulled in: 3 3 3 4 5 6 7 8 8 8, squares 42.5, over 6 x 5.
    expect(trimmedTPValue(oneToTen)).toBeCloseTo(twoSidedPValue(5.5 / Math.sqrt(42.5 / 30), 5), 12);
  });

  test('does not see how far out an outlier is', () => {
    const usual = trimmedTPValue(oneToTen);
    expect(trimmedTPValue([...oneToTen.slice(0, 9), 1e9])).toBeCloseTo(usual, 12);
  });

  test('says nothing where what is left has no spread', () => {
    expect(trimmedTPValue([1, 5, 5, 5, 9])).toBe(1);
  });
});

describe('differencePValue', () => {
  test('is twice the smaller of the two', () => {
    expect(differencePValue(oneToTen)).toBe(2 * Math.min(pairedTPValue(oneToTen), trimmedTPValue(oneToTen)));
    expect(differencePValue([-1, 1, -2, 2, 0.1])).toBe(1);
  });

  test('is the same whichever row is the first', () => {
    const turned = oneToTen.map((value) => 5 - value);
    expect(differencePValue(turned.map((value) => -value))).toBeCloseTo(differencePValue(turned), 12);
  });

  test('finds a factor of two behind one run of a hundred times the time', () => {
    const noise = [0.01, -0.02, 0.03, 0, -0.01, 0.02, -0.03, 0.01, 0.02, -0.01];
    const logRatios = noise.map((each, index) => Math.log(2) + each - (index === 4 ? Math.log(100) : 0));
    expect(pairedTPValue(logRatios)).toBeGreaterThan(0.5);
    expect(differencePValue(logRatios)).toBeLessThan(1e-6);
  });

  test('without any spread counts blocks, whatever the size of the difference', () => {
    expect(isWithoutSpread([0.7, 0.7 + 1e-15, 0.7])).toBe(true);
    expect(isWithoutSpread([0.7, 0.7001, 0.7])).toBe(false);
    expect(differencePValue([0.7, 0.7, 0.7, 0.7, 0.7])).toBeCloseTo(0.0625, 12);
    expect(differencePValue([0, 0, 0, 0, 0])).toBe(1);
  });

  test.each([5, 8, 15])('is below 5 %% in about 5 %% of cases where there is no difference: n = %i', (n) => {
    const normal = normalOf(createRandom(2, `p ${n}`));
    const alarms = Array.from({ length: 4000 }, () => differencePValue(Array.from({ length: n }, normal)));
    const rate = alarms.filter((pValue) => pValue <= 0.05).length / alarms.length;
    expect(rate).toBeGreaterThan(0.025);
    expect(rate).toBeLessThan(0.06);
  });
});
