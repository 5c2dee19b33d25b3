import { expect, test } from 'vitest';
import { levelReached, scoreNeeded } from '../../src/gate/boundary.ts';
import { tailQuantile, upperTail } from '../../src/gate/normal.ts';
import { sourceFor } from '../../benches/gate/simulate.ts';

test.each([
  [0, 0.5],
  [1.959_964, 0.025],
  [-1, 0.841_345],
  [4.753_424, 1e-6],
  [7.034_484, 1e-12],
])('a normal passes %d with probability %d', (z, probability) => {
  expect(upperTail(z) / probability).toBeCloseTo(1, 5);
  expect(tailQuantile(probability)).toBeCloseTo(z, 5);
});

test('what is needed is what reaches the level, at every share and shape', () => {
  for (const shape of [0, 0.25, 0.4]) {
    for (const share of [0.01, 0.3, 1]) {
      expect(levelReached(scoreNeeded(0.005, share, shape), share, shape)).toBeCloseTo(0.005, 6);
    }
  }
});

test('less is needed as the budget is spent', () => {
  const needed = [0.02, 0.1, 0.5, 1].map((share) => scoreNeeded(0.005, share));
  expect(needed).toEqual(needed.toSorted((left, right) => right - left));
});

test('no boundary is met more often than its level, and the fixed test is, when both are looked at at every step', () => {
  const [walks, steps, level] = [4000, 200, 0.05];
  const { normal } = sourceFor(1, 'walks');
  let [past, naive] = [0, 0];
  const needed = Array.from({ length: steps }, (_, step) => scoreNeeded(level / 2, (step + 1) / steps));
  const fixed = tailQuantile(level / 2);
  for (let walk = 0; walk < walks; walk += 1) {
    let [sum, isPast, isNaive] = [0, false, false];
    for (let step = 1; step <= steps; step += 1) {
      sum += normal();
      const score = Math.abs(sum) / Math.sqrt(step);
      isPast ||= score >= (needed[step - 1] as number);
      isNaive ||= score >= fixed;
    }
    past += Number(isPast);
    naive += Number(isNaive);
  }
  // Three standard errors are a hundredth.
  expect(past / walks).toBeLessThan(level + 0.01);
  expect(past / walks).toBeGreaterThan(level / 2);
  expect(naive / walks).toBeGreaterThan(0.3);
});
