import type { CheckComparison, CheckReport } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { doubtsOf, timesTheBudget } from '../../src/check-report/doubts.ts';
import { PLAIN_SIGNS } from '../../src/check-report/signs.ts';
import { lane, measured, report } from './fixtures.ts';
import { CANNOT_JUDGE, MIXED, STOPPED } from './reports.ts';

const imprecise = (ratio: number, halfWidth: number, over: Partial<CheckComparison> = {}) =>
  measured('time', 100, ratio, {
    verdict: 'inconclusive',
    doubt: 'imprecise',
    interval: { low: ratio / halfWidth, high: ratio * halfWidth, confidence: 0.95 },
    ...over,
  });

const wordsOf = (of: CheckComparison, endedBy: CheckReport['lanes'][number]['endedBy'] = 'budget') =>
  doubtsOf(report([of], { lanes: [lane({ endedBy })] }), PLAIN_SIGNS);

/** A lane of 60 blocks, of which so many were allowed. */
function withBlocks(blocks: number): readonly string[] {
  const lanes = [lane({ endedBy: 'budget', blocks: 60 })];
  return doubtsOf(report([imprecise(1.031, 1.053)], { budget: { seconds: 60, blocks }, lanes }), PLAIN_SIGNS);
}

describe('what is not decided says why and what would decide it', () => {
  test.each([
    [
      'within and beyond',
      wordsOf(imprecise(1.031, 1.053)),
      'a/one time: measured as +3.1 %, with anything from -2.1 to +8.6 % possible, which is both within and beyond 5 %. About 8 times the --budget would decide it.',
    ],
    [
      'beyond, but it may be chance',
      wordsOf(imprecise(1.072, 1.01, { holmPValue: 0.034, detectableRatio: 1.1 })),
      'a/one time: measured as +7.2 %, with anything from +6.1 to +8.3 % possible, and p 0.0340 does not rule out chance. About 2 times the --budget would decide it.',
    ],
    [
      'too near to the threshold for a guess',
      wordsOf(imprecise(1.049, 1.02)),
      'a/one time: measured as +4.9 %, with anything from +2.8 to +7.0 % possible, which is both within and beyond 5 %. A difference this near to what matters takes more than 10 times the --budget.',
    ],
    [
      'failures',
      wordsOf(imprecise(1.031, 1.053), 'failures'),
      'a/one time: measured as +3.1 %, with anything from -2.1 to +8.6 % possible, which is both within and beyond 5 %. Runs failed: mend that first.',
    ],
    [
      'nothing measured',
      wordsOf(imprecise(1, 1, { doubt: 'few-blocks', blocks: 0, ratio: null, interval: null })),
      'a/one time: in no block were all three runs measured. A larger --budget would decide it.',
    ],
  ])('%s', (_what, words, expected) => {
    expect(words).toEqual([expected]);
  });

  test('where blocks were what ran out, more of them are what is needed', () => {
    expect(withBlocks(60)[0]).toMatch(/About 8 times the --blocks would decide it\.$/);
    expect(withBlocks(61)[0]).toMatch(/About 8 times the --budget would decide it\.$/);
  });

  test('counts that vary and cases that do are decided by no budget', () => {
    expect(doubtsOf(MIXED, PLAIN_SIGNS).slice(2)).toEqual([
      'a/one connections: counts vary from run to run and overlap (base 10..12, candidate 11..13). No budget decides that: find out why they vary, or leave it out with --metric.',
      'a/one conformance: stop/sigterm came out differently when tried again. No budget decides that: make the variant do the same each time.',
    ]);
  });

  test('what lacks the same is told once', () => {
    expect(doubtsOf(STOPPED, PLAIN_SIGNS)).toEqual([
      'a/one time, CPU, memory, connections, requests, bytes resent and failed runs: 2 blocks in which all three runs were measured are too few to tell. It was stopped: let it run to its end.',
    ]);
  });

  test('a session that judges nothing does not say so of every comparison', () => {
    expect(doubtsOf(CANNOT_JUDGE, PLAIN_SIGNS)).toEqual([]);
  });
});

test('intervals shrink with the root of the budget', () => {
  const wide = imprecise(1, 1.1);
  const half = imprecise(1, Math.sqrt(1.1));
  expect(timesTheBudget(wide)).toBe(Math.ceil((Math.log(1.1) / Math.log(1.05)) ** 2));
  expect(timesTheBudget(half)).toBe(2);
  expect(timesTheBudget(imprecise(1, 1.3))).toBeNull();
});
