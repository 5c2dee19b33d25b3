import type { CheckBlock, CheckComparison } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { judgeSession, whoFails } from '../../src/bisect/index.ts';
import { holdSession } from '../check/support.ts';
import { aComparison, counts } from './support.ts';

/** A stored block, with failures in the place of runs. */
async function blocksOf(...failing: readonly (readonly ('base' | 'candidate' | 'baseAgain')[])[]) {
  const { stored } = await holdSession({ blocks: failing.length, resolved: { metrics: ['connections'] } });
  const counted = stored.blocks.filter(({ block }) => block > 0).slice(0, failing.length);
  for (const [at, arms] of failing.entries()) {
    for (const arm of arms) {
      const run = counted[at]?.[arm];
      if (run === undefined) throw new TypeError('too few blocks');
      run.state = 'failed';
      run.failures = [{ code: 'files', message: 'a file is missing' }];
    }
  }
  return counted;
}

const judged = (over: Partial<CheckComparison>, blocks: readonly CheckBlock[] = []) => {
  const comparison = aComparison(over);
  return judgeSession({ comparisons: [comparison] }, blocks, comparison.metric as 'time');
};

describe('what a session says of a commit', () => {
  test.each([
    ['regressed', 'bad'],
    ['unchanged', 'good'],
    ['improved', 'good'],
  ] as const)('%s is %s', (verdict, state) => {
    expect(judged({ verdict })).toMatchObject({ state });
  });

  test.each([
    ['imprecise', true],
    ['few-blocks', true],
    ['base-differs-from-itself', true],
    ['counts-vary', false],
  ] as const)('inconclusive for %s is doubtful; worth another session: %s', (doubt, again) => {
    expect(judged({ ...counts(2, 3), verdict: 'inconclusive', doubt })).toMatchObject({
      state: 'doubtful',
      again,
    });
  });

  test('a commit of which no run is right fails, but where failures are what is looked for', async () => {
    const blocks = await blocksOf(['candidate'], ['candidate']);
    const over = { verdict: 'inconclusive', doubt: 'few-blocks' } as const;
    expect(judged(over, blocks)).toMatchObject({
      state: 'fails',
      reason: '2 of 2 runs that failed: a file is missing',
    });
    expect(judged({ ...over, metric: 'failures', kind: 'failures' }, blocks)).toMatchObject({
      state: 'doubtful',
      again: true,
    });
  });

  test('a good commit of which no run is right is named first', async () => {
    const all = ['base', 'candidate', 'baseAgain'] as const;
    const blocks = await blocksOf(all, all);
    expect(judged({ verdict: 'inconclusive', doubt: 'few-blocks' }, blocks)).toMatchObject({
      state: 'good-fails',
      reason: '4 of 4 runs that failed: a file is missing',
    });
  });

  test('one right run is enough', async () => {
    expect(whoFails(await blocksOf(['candidate'], []))).toBe(null);
    expect(whoFails(await blocksOf(['base'], ['baseAgain']))).toBe(null);
    expect(whoFails([])).toBe(null);
  });
});
