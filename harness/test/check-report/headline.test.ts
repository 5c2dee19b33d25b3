import type { CheckReport } from '@fairfetch/contract';
import { expect, test } from 'vitest';
import { verdictLine } from '../../src/check-report/index.ts';
import { lane, measured, report, side, SURE } from './fixtures.ts';
import * as reports from './reports.ts';

const nothing = (over: Partial<CheckReport>): CheckReport => ({
  ...reports.NOTHING,
  candidate: reports.PASSED.candidate,
  ...over,
});

test.each<readonly [string, CheckReport]>([
  ['regressed: a/one time +12.3 %, connections 10 -> 30', reports.REGRESSED],
  ['nothing regressed in 14 comparisons of 2 variants', reports.PASSED],
  [
    'inconclusive: nothing regressed, but 4 of 16 comparisons are not decided: a/one time; a/one memory; a/one connections; and 1 more; improved: a/one CPU -9.0 %, bytes resent 724 -> 0 KiB; b/two conformance 1 mended',
    reports.MIXED,
  ],
  [
    'cannot judge: two copies of the base differ in a/one time +4.1 %; b/two connections',
    reports.CANNOT_JUDGE,
  ],
  ['nothing regressed in 7 comparisons of 1 variant (shard 1 of 2)', reports.SHARD],
  [
    'inconclusive: nothing regressed, but 7 of 7 comparisons are not decided: a/one time; a/one CPU; a/one memory; and 4 more (stopped before the end)',
    reports.STOPPED,
  ],
  ['regressed: a/one conformance 2 broken', reports.BROKEN],
  [
    'regressed: a/one conformance 2 broken; what was raced cannot be judged',
    { ...reports.BROKEN, selfDifferences: reports.CANNOT_JUDGE.selfDifferences },
  ],
  ['regressed: b/two in seed time +31.0 %; b/two in latency time +31.0 %', reports.SCENARIOS],
  [
    'regressed: a/one time +12.3 %, connections 10 -> 30; 1 comparison not decided',
    {
      ...reports.REGRESSED,
      comparisons: [
        ...reports.REGRESSED.comparisons,
        measured('cpu', 40, 1.03, { verdict: 'inconclusive', doubt: 'imprecise' }),
      ],
    },
  ],
  ['nothing to judge: the base is the candidate', reports.NOTHING],
  ['nothing to judge: the change reaches none of 2 variants', nothing({ unaffected: ['a/one', 'b/two'] })],
  [
    'nothing to judge: 1 variant could not be raced here',
    nothing({ unaffected: ['a/one'], skipped: [{ variant: 'b/two', reason: 'it is not built' }] }),
  ],
  [
    'nothing to judge: no variant is in both the base and the candidate',
    nothing({ onlyCandidate: ['c/new'] }),
  ],
  [
    'nothing to judge: all 7 comparisons are of other shards (shard 2 of 2)',
    nothing({ shard: { index: 2, of: 2 }, comparisonsElsewhere: 7 }),
  ],
  ['nothing to judge: no variant was chosen', nothing({})],
  ['nothing to judge: no variant was chosen', nothing({ candidate: side({ changes: 'sha256:00' }) })],
])('%s', (words, of) => {
  expect(verdictLine(of)).toBe(words);
});

test('many that regressed are named in part', () => {
  const names = ['a/a', 'a/b', 'a/c', 'a/d', 'a/e'];
  const many = report(
    names.map((variant) => measured('time', 100, 1.5, { ...SURE, variant, verdict: 'regressed' })),
    { verdict: 'regressed', exitCode: 1, lanes: names.map((variant) => lane({ variant })) },
  );
  expect(verdictLine(many)).toBe(
    'regressed: a/a time +50.0 %; a/b time +50.0 %; a/c time +50.0 %; and 2 more',
  );
});

test('it is one line whatever others have written', () => {
  expect(verdictLine(reports.HOSTILE)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
