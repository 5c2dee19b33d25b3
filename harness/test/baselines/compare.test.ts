import type { StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import {
  baselineOf,
  compareWithBaseline,
  type BaselineComparison,
  type BaselineReport,
  type StoredMetric,
} from '../../src/baselines/index.ts';
import {
  compared,
  input,
  MIB,
  noisyMemory,
  OTHER_HOST,
  provenanceOf,
  rowRuns,
  times,
  type Over,
  type RowParts,
} from './support.ts';

function one(metric: StoredMetric, stored: RowParts, now: RowParts, over: Over = {}): BaselineComparison {
  return compared(rowRuns(stored), rowRuns(now), over).find(
    (each) => each.metric === metric,
  ) as BaselineComparison;
}

describe('counts', () => {
  test.each<[string, readonly number[], readonly number[], string]>([
    ['the same always', times(10, 10), times(10, 10), 'unchanged'],
    ['one more always', times(10, 10), times(10, 11), 'regressed'],
    ['one less always', times(10, 10), times(10, 9), 'improved'],
    ['more, and not always as many', times(10, 10), [28, 30, 29, 30, 30, 30, 28, 29, 30, 30], 'regressed'],
    ['more than ever', [10, 12, 11, 10, 12, 11, 10], [13, 14, 15, 13, 14, 15, 13, 14, 15, 13], 'regressed'],
    ['now and then one more', times(10, 10), [...times(9, 10), 11], 'inconclusive'],
    ['as many at the least as before at the most', times(10, 10), [10, ...times(9, 30)], 'inconclusive'],
    ['the same mixture', [10, 11, 12, 10, 11, 12, 10], [12, 11, 10, 12, 11, 10, 12], 'inconclusive'],
  ])('%s', (_, stored, now, verdict) => {
    expect(one('connections', { connections: stored }, { connections: now })).toMatchObject({ verdict });
  });

  test.each<[StoredMetric, RowParts, RowParts]>([
    ['requests', {}, { requests: times(10, 31) }],
    ['bytesResent', {}, { bodyBytes: times(10, 741_501) }],
  ])('%s too', (metric, stored, now) => {
    expect(one(metric, stored, now)).toMatchObject({ verdict: 'regressed', metric });
  });

  test('the chance is shown: 2 ways of all to deal 20 runs out', () => {
    const { pValue, holmPValue, reason } = one('connections', {}, { connections: times(10, 11) });
    expect(pValue).toBeCloseTo(2 / 184_756, 12);
    expect(holmPValue).toBeCloseTo((5 * 2) / 184_756, 12);
    expect(reason).toBe('Connections: 10 in 10 runs then, 11 in 10 now, by chance 1 in 92,378.');
  });

  test('so few runs that chance could do it among all comparisons', () => {
    const seven = rowRuns({ connections: times(7, 10) });
    const other = rowRuns({ connections: times(7, 11) });
    const many = Array.from({ length: 4 }, (_, index) => rowRuns({ variant: `a/${index}` })).flat();
    const found = compared([...seven, ...many], [...other, ...many]).find(
      ({ metric }) => metric === 'connections',
    );
    expect(found).toMatchObject({ verdict: 'inconclusive', doubt: 'few-runs' });
    expect(found?.reason).toContain('1 in 1,716');
    expect(compared(seven, other).map(({ verdict }) => verdict)).toContain('regressed');
  });

  test.each<[string, readonly number[], readonly number[], string]>([
    ['the same always', times(10, 10), times(10, 10), 'unchanged'],
    ['another, always', times(10, 10), times(10, 30), 'regressed'],
    ['varying now', times(10, 10), [...times(9, 30), 29], 'inconclusive'],
    ['varying then', [...times(9, 10), 11], times(10, 30), 'inconclusive'],
  ])('on another machine: %s', (_, stored, now, verdict) => {
    const found = one('connections', { connections: stored }, { connections: now }, OTHER_HOST);
    expect(found.verdict).toBe(verdict);
    if (verdict === 'inconclusive') expect(found).toMatchObject({ doubt: 'counts-vary', pValue: 1 });
  });
});

describe('peak memory', () => {
  test.each<[string, number, number, string]>([
    ['the same, noise 1 %', 20, 20, 'unchanged'],
    ['2 % more: less than matters', 20, 20.4, 'unchanged'],
    ['4.5 % more: may be 5 %', 20, 20.9, 'inconclusive'],
    ['10 % more', 20, 22, 'regressed'],
    ['10 % less', 20, 18, 'improved'],
  ])('%s', (_, before, after, verdict) => {
    const found = one(
      'memory',
      { memory: noisyMemory(1, before, 0.01) },
      { memory: noisyMemory(2, after, 0.01) },
    );
    expect(found).toMatchObject({ verdict, threshold: 0.05, unit: 'bytes' });
    expect(found.ratio).toBeGreaterThanOrEqual(found.interval?.low ?? Infinity);
    expect(found.ratio).toBeLessThanOrEqual(found.interval?.high ?? 0);
  });

  test('the threshold is the one that was given', () => {
    const sides = [{ memory: noisyMemory(1, 20, 0.01) }, { memory: noisyMemory(2, 22, 0.01) }] as const;
    expect(one('memory', ...sides, { thresholds: { memory: 0.2 } })).toMatchObject({
      verdict: 'unchanged',
      threshold: 0.2,
    });
  });

  test('one value among the others is no regression, however much more the others are', () => {
    const now = [...times(9, 40 * MIB), 20 * MIB];
    expect(one('memory', {}, { memory: now })).toMatchObject({ verdict: 'inconclusive', doubt: 'imprecise' });
  });

  test('what varies with the timing of a run is not held against another machine', () => {
    const varying = Array.from({ length: 10 }, (_, index) => (30 + index) * MIB);
    expect(one('memory', {}, { memory: varying })).toMatchObject({ verdict: 'regressed' });
    expect(one('memory', {}, { memory: varying }, OTHER_HOST)).toMatchObject({
      verdict: 'inconclusive',
      doubt: 'memory-varies',
    });
    expect(one('memory', {}, { memory: times(10, 30 * MIB) }, OTHER_HOST)).toMatchObject({
      verdict: 'regressed',
    });
  });
});

describe('failures', () => {
  test.each<[string, number, number, string]>([
    ['none', 0, 0, 'unchanged'],
    ['a few now', 0, 3, 'inconclusive'],
    ['three in four now', 0, 30, 'regressed'],
    ['three in four then', 30, 0, 'improved'],
    ['half of them both times', 10, 10, 'inconclusive'],
  ])('%s', (_, then, now, verdict) => {
    expect(one('failures', { failed: then }, { failed: now })).toMatchObject({ verdict });
  });

  test('all of them now: nothing else can be told of the variant', () => {
    const broken = rowRuns({ failed: 20 }).filter(({ state }) => state === 'failed');
    const found = compared(rowRuns(), broken);
    expect(found.map(({ metric, verdict, doubt }) => [metric, verdict, doubt])).toEqual([
      ['memory', 'not-comparable', 'not-measured'],
      ['connections', 'not-comparable', 'not-measured'],
      ['requests', 'not-comparable', 'not-measured'],
      ['bytesResent', 'not-comparable', 'not-measured'],
      ['failures', 'regressed', null],
    ]);
  });

  test('runs that failed are in no other figure, and are reported', () => {
    const candidate = input(rowRuns({ failed: 3 }));
    const { comparisons, failedRuns } = compareWithBaseline(baselineOf(input()), candidate);
    expect(failedRuns).toEqual([
      { scenario: 'seed', variant: 'a/one', runs: 13, failed: 3, example: 'exited with code 1' },
    ]);
    expect(comparisons[0]?.now).toMatchObject({ runs: 13, failed: 3, values: { count: 10 } });
  });
});

function reportOf(stored: readonly StoredRun[], now: readonly StoredRun[], over: Over = {}): BaselineReport {
  return compareWithBaseline(baselineOf(input(stored)), { ...input(now), ...over });
}

describe('the report', () => {
  const [a, b] = [rowRuns(), rowRuns({ variant: 'b/two' })];
  test('variants that only one side has', () => {
    const report = reportOf([...a, ...b], [...a, ...rowRuns({ variant: 'c/three' })]);
    expect(report.gone).toEqual([{ scenario: 'seed', variant: 'b/two' }]);
    expect(report.new).toEqual([{ scenario: 'seed', variant: 'c/three' }]);
    expect(new Set(report.comparisons.map(({ variant }) => variant))).toEqual(new Set(['a/one']));
  });

  test.each<[string, readonly StoredRun[], readonly StoredRun[], Over, string]>([
    ['nothing changed', a, a, {}, 'passed'],
    ['something regressed', a, rowRuns({ connections: times(10, 11) }), {}, 'regressed'],
    ['something is open', a, rowRuns({ connections: [...times(9, 10), 11] }), {}, 'inconclusive'],
    ['a variant is gone', [...a, ...b], a, {}, 'inconclusive'],
    ['a variant is new', a, [...a, ...b], {}, 'passed'],
    [
      'part of it cannot be compared',
      a,
      a,
      { provenance: provenanceOf({ cpuModel: 'Other' }) },
      'inconclusive',
    ],
    ['none of it can be compared', a, a, { seed: 8 }, 'cannot-judge'],
    ['nothing in common', a, b, {}, 'nothing-to-judge'],
  ])('%s', (_, stored, now, over, verdict) => {
    expect(reportOf(stored, now, over).verdict).toBe(verdict);
  });

  test('only the metrics that were asked for, and corrected for those alone', () => {
    const now = rowRuns({ connections: times(10, 11) });
    const [found, ...others] = reportOf(a, now, { metrics: ['connections'] }).comparisons;
    expect(others).toEqual([]);
    expect(found?.holmPValue).toBe(found?.pValue);
  });
});
