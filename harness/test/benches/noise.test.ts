import { describe, expect, test } from 'vitest';
import { logRatiosOf, NOISE_MODELS, simulateSession } from '../../benches/noise.ts';
import { levelled, sourceFor, truthOf } from '../../benches/study.ts';

const modelOf = (name: string) => NOISE_MODELS.find((model) => model.name === name) ?? NOISE_MODELS[0]!;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(NOISE_MODELS.map((model) => [model.name, model] as const))('%s', (name, model) => {
  test('gives every row a time in every block, the same for the same seed', () => {
    const [first, again] = [1, 1].map((seed) => simulateSession(model, 6, [0, 1, 2], sourceFor(seed, name)));
    expect(first?.map(({ length }) => length)).toEqual([6, 6, 6]);
    expect(first).toEqual(again);
    expect(first?.flat().every(Number.isFinite)).toBe(true);
  });

  test('leaves rows that are levelled equally fast in the middle', () => {
    const truth = truthOf(model, 1);
    const source = sourceFor(2, 'level', name);
    const times = simulateSession(model, 4000, levelled([0, 0], truth), source);
    const slower = logRatiosOf(times, 1, 0).filter((each) => each > 0).length;
    // Five standard errors of a half of 4,000 are 0.04.
    expect(slower / 4000).toBeGreaterThan(0.46);
    expect(slower / 4000).toBeLessThan(0.54);
  });
});

/** Of the log times of two rows, block by block. */
const correlationOf = (name: string): number => {
  const [one = [], other = []] = simulateSession(modelOf(name), 3000, [0, 0], sourceFor(3, name));
  const [left, right] = [mean(one), mean(other)];
  const cross = mean(one.map((value, block) => (value - left) * ((other[block] ?? 0) - right)));
  const spread = (values: readonly number[], middle: number): number =>
    Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
  return cross / (spread(one, left) * spread(other, right));
};

test('what the machine does falls on all rows of a block alike, what a run does does not', () => {
  expect(Math.abs(correlationOf('log-normal'))).toBeLessThan(0.1);
  expect(correlationOf('AR(1)')).toBeGreaterThan(0.7);
  expect(correlationOf('drift')).toBeGreaterThan(0.7);
});
