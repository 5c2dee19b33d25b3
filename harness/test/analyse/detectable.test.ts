import { describe, expect, test } from 'vitest';
import { detectableRatio, levelsOf, POWER } from '../../src/analyse/detectable.ts';
import { detectableRemarks } from '../../src/analyse/detectable-remarks.ts';
import { judgeTogether, PRACTICAL_RATIO, type Judgement } from '../../src/analyse/judge.ts';
import { quantile } from '../../src/analyse/distribution.ts';
import { createRandom, type Random } from '../../src/random.ts';
import { normalOf } from '../support/normal.ts';

const SESSIONS = 1500;
const LEVEL = 0.05;

type Noise = (random: Random) => () => number;

const even: Noise = (random) => {
  const normal = normalOf(random);
  return () => 0.1 * normal();
};

/** One run in ten takes three times as long. */
const withOutliers: Noise = (random) => {
  const normal = normalOf(random);
  return () => 0.1 * normal() + (random.unit() < 0.1 ? Math.log(3) : 0);
};

function logRatiosOf(noise: () => number, n: number, shift = 0): readonly number[] {
  return Array.from({ length: n }, () => shift + noise() - noise());
}

/** One comparison beside `others` that are still in question with it. */
function judged(logRatios: readonly number[], others: number): Judgement {
  const alike = Array.from({ length: others }, () => logRatios.map((_, index) => (index % 2 ? 1 : -1)));
  return judgeTogether([logRatios, ...alike], 1 - LEVEL)[0] as Judgement;
}

function detectableOf(logRatios: readonly number[], others: number): number {
  const ratio = detectableRatio(logRatios, judged(logRatios, others), LEVEL / (others + 1));
  return ratio ?? Number.POSITIVE_INFINITY;
}

describe('what is called detectable', () => {
  test.each<[what: string, noise: Noise, n: number, others: number]>([
    ['few blocks, one comparison', even, 6, 0],
    ['few blocks, many comparisons', even, 8, 9],
    ['fifteen blocks, one comparison', even, 15, 0],
    ['fifteen blocks, many comparisons', even, 15, 44],
    ['outliers', withOutliers, 15, 9],
    ['many blocks', even, 40, 9],
  ])('is told apart about as often as is said: %s', (_, noise, n, others) => {
    const random = createRandom(5, 'detectable');
    const source = noise(random);
    const said = Array.from({ length: SESSIONS }, () => detectableOf(logRatiosOf(source, n), others));
    const shift = Math.log(
      quantile(
        said.toSorted((left, right) => left - right),
        0.5,
      ),
    );
    const found = Array.from({ length: SESSIONS }, () => judged(logRatiosOf(source, n, shift), others));
    const power = found.filter(({ toldApart }) => toldApart).length / SESSIONS;
    expect(power).toBeGreaterThan(POWER - 0.12);
    expect(power).toBeLessThan(POWER + 0.12);
  });

  test('does not depend on how far apart the two were found', () => {
    const noise = logRatiosOf(even(createRandom(1, 'apart')), 12);
    const near = detectableOf(noise, 3);
    const far = detectableOf(
      noise.map((value) => value + 2),
      3,
    );
    expect(far).toBeCloseTo(near, 9);
  });

  test('grows with the noise and shrinks with the blocks', () => {
    const noise = logRatiosOf(even(createRandom(1, 'grows')), 40);
    const twice = noise.map((value) => 2 * value);
    expect(detectableOf(twice, 0)).toBeGreaterThan(detectableOf(noise, 0));
    expect(detectableOf(noise.slice(0, 8), 0)).toBeGreaterThan(detectableOf(noise, 0));
  });

  test('is never below what is of account', () => {
    const noise = logRatiosOf(even(createRandom(1, 'least')), 20).map((value) => value / 1e3);
    expect(detectableOf(noise, 0)).toBeGreaterThanOrEqual(PRACTICAL_RATIO);
  });

  test.each<[blocks: number, ratio: number | null]>([
    [5, null],
    [6, PRACTICAL_RATIO],
  ])('without any spread, of %i blocks, is a matter of their number', (blocks, ratio) => {
    const same = Array.from({ length: blocks }, () => 0.5);
    expect(detectableRatio(same, judged(same, 0), LEVEL)).toBe(ratio);
  });

  test('is missing where no number can hold it', () => {
    const wild = [-700, 700, -600, 650, 0];
    expect(detectableRatio(wild, judged(wild, 0), LEVEL)).toBeNull();
  });
});

test('what Holm leaves a comparison is shared with those that are not told apart', () => {
  const found = [0.001, 0.01, 0.2, 0.6].map((holmPValue) => ({ holmPValue }) as Judgement);
  expect(levelsOf(found, 0.06)).toEqual([0.02, 0.02, 0.03, 0.03]);
});

const tie = (left: string, detectable: number | null, toldApart = false) => ({
  left,
  right: 'x',
  ratio: 1,
  interval: { low: 1, high: 1, confidence: 0.95 },
  pairs: 15,
  pValue: 1,
  holmPValue: 1,
  toldApart,
  detectable,
});

const textOf = (...comparisons: readonly ReturnType<typeof tie>[]): string | undefined =>
  detectableRemarks(comparisons)[0]?.text;

describe('the remark on ties', () => {
  test('names the one seen best and the one seen worst, rounded up', () => {
    expect(textOf(tie('b', 1.234), tie('c', 1.0301), tie('d', 3.44), tie('e', 1.01, true))).toBe(
      'At these 15 blocks one would hardly have seen a difference below 3.1 % between c and x, nor a difference below a factor of 3.4 between d and x: of the pairs that share a letter the one seen best and the one seen worst (seen: told apart in 80 % of such races).',
    );
  });

  test('of one tie names that', () => {
    expect(textOf(tie('b', 1.234))).toBe(
      'At these 15 blocks one would hardly have seen a difference below 24 % between b and x, which share a letter (seen: told apart in 80 % of such races).',
    );
  });

  test('says so where nothing could have been seen', () => {
    expect(textOf(tie('b', null))).toMatch(/hardly have seen any difference between b and x/);
  });

  test('is not made where all are told apart', () => {
    expect(textOf(tie('b', 1.2, true))).toBeUndefined();
  });
});
