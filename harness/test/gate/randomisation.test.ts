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
