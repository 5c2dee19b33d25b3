import { expect, test } from 'vitest';
import { effectOf, scoreOfNone, shiftsOf } from '../../src/gate/effect.ts';
import { tailQuantile, upperTail } from '../../src/gate/normal.ts';
import { randomisationScore } from '../../src/gate/randomisation.ts';
import { clipOf, scoresOf, sumOfJudged } from '../../src/gate/scores.ts';
import { upperMedian } from '../../src/gate/select.ts';
import { blockStream, sourceFor } from '../../benches/gate/simulate.ts';
import { gateKinds } from '../../benches/gate/kinds.ts';

const logsOf = (name: string, blocks: number, slower: number, seed = 1): readonly number[] => {
  const model = gateKinds().find((each) => each.name === name) as ReturnType<typeof gateKinds>[number];
  const draw = blockStream(model, blocks, slower, sourceFor(seed, 'test', name));
  return Array.from({ length: blocks }, draw).flat();
};

test('the upper median', () => {
  for (const values of [[3], [2, 1], [5, 1, 4], [1, 1, 0, 7]]) {
    const sorted = values.toSorted((left, right) => left - right);
    expect(upperMedian(Float64Array.from(values))).toBe(sorted[values.length >>> 1]);
  }
});

test('the scores of a block add up to 0, and its arms may change places', () => {
  const block = [0.3, -0.2, 0.05];
  const clip = clipOf({ width: 3, logs: block }, 0);
  const scores = scoresOf({ width: 3, logs: block }, 0, clip);
  expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(0);
  const turned = scoresOf({ width: 3, logs: [-0.2, 0.05, 0.3] }, 0, clip);
  expect(new Set(turned)).toEqual(new Set(scores));
});

test('the score is that of all ways to deal the arms out, counted, tails and skew and all', () => {
  const logs = logsOf('skew', 9, 0);
  const scores = scoresOf({ width: 3, logs }, 0, clipOf({ width: 3, logs }, 0));
  const blocks = Array.from({ length: 9 }, (_, block) => [...scores.subarray(3 * block, 3 * block + 3)]);
  const sums = blocks.reduce<number[]>(
    (all, own) => all.flatMap((sum) => own.map((each) => sum + each)),
    [0],
  );
  expect(sums).toHaveLength(3 ** 9);
  for (const share of [0.9, 0.98, 0.999]) {
    const sum = sums.toSorted((left, right) => left - right)[Math.floor(share * sums.length)] as number;
    const dealt = sums.filter((each) => each >= sum).length / sums.length;
    const choice = closest(blocks, sum);
    const score = randomisationScore(Float64Array.from(choice.flat()), 3);
    // The tail where it is decided: within a third of itself, at 9 blocks.
    if (score > 1.5) expect(Math.abs(Math.log(upperTail(score) / dealt))).toBeLessThan(Math.log(4 / 3));
  }
});

/** The blocks with their arms turned so that the judged ones add up to that sum. */
function closest(blocks: readonly (readonly number[])[], sum: number): readonly (readonly number[])[] {
  for (let code = 0; code < 3 ** blocks.length; code += 1) {
    const turned = blocks.map((own, block) => {
      const turn = Math.floor(code / 3 ** block) % 3;
      return [...own.slice(turn), ...own.slice(0, turn)];
    });
    if (Math.abs(turned.reduce((total, own) => total + (own[0] as number), 0) - sum) < 1e-12) return turned;
  }
  throw new RangeError('no way to deal adds up to that');
}

/** Chance of each sum from -total to total, if every one of whole scores is as likely to be above 0 as below. */
function chancesOf(scores: readonly number[]): Float64Array {
  const total = scores.reduce((sum, score) => sum + score, 0);
  let chances = new Float64Array(2 * total + 1);
  chances[total] = 1;
  for (const score of scores) {
    const next = new Float64Array(chances.length);
    for (const [at, chance] of chances.entries()) {
      if (chance === 0) continue;
      next[at + score] = (next[at + score] as number) + chance / 2;
      next[at - score] = (next[at - score] as number) + chance / 2;
    }
    chances = next;
  }
  return chances;
}

/** Signs for the scores, the largest first, that bring their sum near to the one asked for. */
function signedTo(sum: number, scores: readonly number[]): readonly number[] {
  let left = sum;
  return scores
    .toSorted((one, other) => other - one)
    .map((score) => {
      const signed = left >= 0 ? score : -score;
      left -= signed;
      return signed;
    });
}

test.each([1e-3, 1e-4, 1e-5, 1e-6])(
  'of the base against itself it is that of all signs of 50 blocks: the tail at %d within 1 %%',
  (tail) => {
    const logs = logsOf('skew', 50, 0).filter((_, index) => index % 3 > 0);
    const all = scoresOf({ width: 2, logs }, 0, clipOf({ width: 2, logs }, 0));
    const thousandths = [...all]
      .filter((_, index) => index % 2 === 0)
      .map((score) => Math.round(1000 * Math.abs(score)));
    const chances = chancesOf(thousandths);
    const beyond = (sum: number): number =>
      chances.subarray(sum + (chances.length >> 1)).reduce((whole, chance) => whole + chance, 0);
    let asked = chances.length >> 1;
    while (beyond(asked - 50) < tail) asked -= 50;
    const signed = signedTo(asked, thousandths);
    const sum = signed.reduce((whole, score) => whole + score, 0);
    const scores = Float64Array.from(signed.flatMap((score) => [score / 1000, -score / 1000]));
    expect(beyond(sum) / tail).toBeGreaterThan(0.5);
    expect(upperTail(randomisationScore(scores, 2)) / beyond(sum)).toBeCloseTo(1, 2);
  },
);

test('where the candidate is last in every block, the chance is one in three for each', () => {
  const logs = Array.from({ length: 10 }, (_, block) => [5, block / 100, 0]).flat();
  expect(scoreOfNone({ width: 3, logs })).toBeCloseTo(tailQuantile(3 ** -10), 6);
});

test.each(gateKinds().map(({ name }) => name))(
  'the effect is found in %s noise, whatever its unit',
  (name) => {
    const arms = { width: 3, logs: logsOf(name, 300, Math.log(1.2)) } as const;
    const { estimate, interval } = effectOf(arms, 3.5);
    expect(interval?.low).toBeLessThan(Math.log(1.2));
    expect(interval?.high).toBeGreaterThan(Math.log(1.2));
    expect(interval?.low).toBeGreaterThan(0);
    // The interval is made of the shifts that the scores do not refute.
    expect(shiftsOf(arms).scoreAt(interval?.low ?? 0)).toBeCloseTo(3.5, 2);
    expect(shiftsOf(arms).scoreAt(interval?.high ?? 0)).toBeCloseTo(-3.5, 2);
    const inOther = { width: 3, logs: arms.logs.map((log) => log + Math.log(1e9)) } as const;
    expect(effectOf(inOther, 3.5).estimate).toBeCloseTo(estimate, 6);
  },
);

test('blocks without any spread have scores of their signs', () => {
  const logs = Array.from({ length: 12 }, () => [0.1, 0, 0]).flat();
  expect(sumOfJudged(scoresOf({ width: 3, logs }, 0, 0), 3)).toBe(12);
  expect(effectOf({ width: 3, logs }, 2.5).estimate).toBeCloseTo(0.1, 4);
  expect(scoreOfNone({ width: 3, logs: Array.from({ length: 30 }, () => 0) })).toBe(0);
});
