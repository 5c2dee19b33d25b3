import { expect, test } from 'vitest';
import { betOn, levelOf, NO_BETS, type Bets } from '../../src/gate/bets.ts';

/** What every one of the odds has after a block: in it `hit` of so many arms were hit, any of them with the same chance. */
function fairMean(arms: number, hit: number): readonly number[] {
  const outcomes = Array.from({ length: arms }, (_, arm) => betOn(NO_BETS, arm < hit, hit / arms).logs);
  return NO_BETS.logs.map((_, at) =>
    outcomes.reduce((sum, logs) => sum + Math.exp(logs[at] as number) / arms, 0),
  );
}

test.each([
  [2, 1],
  [3, 1],
  [3, 2],
])('of %d alike arms %d hit: no odds gain or lose on average', (arms, hit) => {
  for (const mean of fairMean(arms, hit)) expect(mean).toBeCloseTo(1, 12);
});

const after = (hits: readonly boolean[], share: number): Bets =>
  hits.reduce((bets, isHit) => betOn(bets, isHit, share), NO_BETS);

test('who is hit alone in every block of three arms has 3^n on half of the money', () => {
  const nine = levelOf(after(Array<boolean>(9).fill(true), 1 / 3));
  expect(nine).toBeLessThanOrEqual(2 / 3 ** 9);
  expect(nine).toBeGreaterThan(1 / 3 ** 9);
});

test('what was reached stays, and what a bet has does not depend on the order of the blocks', () => {
  const hits = [true, true, true, true, false, true, false, false];
  const [won, lost] = [after(hits, 1 / 3), after(hits.toReversed(), 1 / 3)];
  expect(levelOf(after(hits.slice(0, 4), 1 / 3))).toBe(levelOf(won));
  expect(levelOf(lost)).toBeGreaterThan(levelOf(won));
  for (const [at, log] of won.logs.entries()) expect(lost.logs[at]).toBeCloseTo(log, 9);
});

test('money that was lost does not come back, and no money of the other odds goes with it', () => {
  const { logs } = after([false, ...Array<boolean>(2000).fill(true)], 1 / 3);
  expect(logs.at(-1)).toBe(-Infinity);
  expect(levelOf(after(Array<boolean>(2000).fill(false), 1 / 3))).toBe(1);
  expect(levelOf(after([false, ...Array<boolean>(40).fill(true)], 1 / 3))).toBeLessThan(1e-9);
});
