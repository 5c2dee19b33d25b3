import { describe, expect, test } from 'vitest';
import { levelReached } from '../../src/gate/boundary.ts';
import { upperTail } from '../../src/gate/normal.ts';
import { gateKinds } from '../../benches/gate/kinds.ts';
import { mannWhitneyPValue } from '../../benches/gate/mann-whitney.ts';
import { shareInterval } from '../../benches/gate/shares.ts';
import { powerStudy } from '../../benches/gate/study-power.ts';
import { quietStudy } from '../../benches/gate/study-quiet.ts';
import { ofSession, selfStudy } from '../../benches/gate/study-self.ts';
import { shapeStudy } from '../../benches/gate/study-shapes.ts';
import { usualStudy } from '../../benches/gate/study-usual.ts';
import type { Rate } from '../../benches/rates.ts';

const kinds = gateKinds();
const kind = (name: string): (typeof kinds)[number] => {
  const found = kinds.find((each) => each.name === name);
  if (found === undefined) throw new RangeError(`there is no ${name} noise`);
  return found;
};
const shareOf = ({ seen, of }: Rate): number => seen / of;

describe('few sessions with fixed seeds', () => {
  test.each(kinds)('no false alarm in $name noise', (model) => {
    const quiet = quietStudy(model, 0.6, { seed: 1, sessions: 3 });
    expect(quiet.anyDifference).toEqual({ seen: 0, of: 3 });
    expect(quiet.cannotJudge.seen).toBe(0);
    expect(shareOf(quiet.intervalHolds)).toBeGreaterThan(0.93);
  });

  test('the same test without the rule for looking often is wrong ten times as often', () => {
    const ways = shapeStudy(kind('log-normal'), { seed: 1, sessions: 100 }, 60);
    const wrong = Object.fromEntries(ways.map(({ rule, wrong: rate }) => [rule, shareOf(rate)]));
    expect(wrong['boundary, Δ = 0.25']).toBeLessThan(0.03);
    expect(wrong['naive: the fixed test, at every look']).toBeGreaterThan(0.06);
  });

  test('a base that is alike is not told from itself more often than one session in a hundred', () => {
    const rate = selfStudy(kind('skew'), 1, { seed: 1, comparisons: 3000 });
    expect(rate.of).toBe(3000);
    // 1.4 are expected where it is just the level.
    expect(rate.seen).toBeLessThanOrEqual(5);
    expect(ofSession(0.01 / 21)).toBeCloseTo(0.01, 3);
  });

  test('the usual rules cry wolf on the same noise', () => {
    const usual = usualStudy(kind('log-normal'), { seed: 1, sessions: 30 });
    expect(usual).toHaveLength(4);
    for (const { falseSessions } of usual) expect(shareOf(falseSessions)).toBeGreaterThan(0.2);
  });

  test('10 % are found at a CV of 30 % within five minutes, and hardly within one', () => {
    const found = [1, 5].map((minutes) =>
      powerStudy(kind('log-normal'), { minutes, slower: 0.1 }, { seed: 1, sessions: 40 }),
    );
    expect(shareOf((found[0] as { regressed: Rate }).regressed)).toBeLessThan(0.5);
    expect(shareOf((found[1] as { regressed: Rate }).regressed)).toBeGreaterThan(0.9);
  });
});

test('levels are honest where a fixed level, asked often, is not', () => {
  expect(levelReached(2.6, 1)).toBeGreaterThan(2 * upperTail(2.6));
});

test('intervals of shares are those of the tables', () => {
  expect(shareInterval({ seen: 0, of: 1000 })[1]).toBeCloseTo(0.003_68, 4);
  expect(shareInterval({ seen: 5, of: 1000 })[0]).toBeCloseTo(0.001_63, 4);
  expect(shareInterval({ seen: 5, of: 1000 })[1]).toBeCloseTo(0.011_63, 4);
  expect(shareInterval({ seen: 10, of: 10 })).toEqual([expect.closeTo(0.691_5, 3), 1]);
});

test('Mann and Whitney of samples that do not overlap', () => {
  const [low, high] = [0, 100].map((from) => Array.from({ length: 20 }, (_, index) => from + index));
  expect(mannWhitneyPValue(low ?? [], high ?? [])).toBeLessThan(1e-6);
  expect(mannWhitneyPValue([1, 4, 5, 8], [2, 3, 6, 7])).toBeGreaterThan(0.9);
});
