import { describe, expect, test } from 'vitest';
import { codesOf, good, notesOf, only, reportOf, rowOf } from '../support/report-of.ts';
import { failedRun, okRun, session, variant } from '../support/session.ts';

const MS = 1e6;

describe('figures', () => {
  const result = reportOf([
    ...good('a/one', 200, 210, 220, 230, 240),
    ...good('b/two', 100, 110, 100, 110, 120),
  ]);

  test('are over the counted runs, without the warm-up', () => {
    expect(rowOf(result, 'a/one').wallNs).toEqual({
      median: 220 * MS,
      interval: { low: 200 * MS, high: 240 * MS, confidence: 0.9375 },
      quartiles: { low: 210 * MS, high: 230 * MS },
      n: 5,
    });
    expect(rowOf(result, 'a/one')).toMatchObject({
      state: 'ok',
      runs: 5,
      failedRuns: 0,
      insideNs: { median: 165 * MS },
      cpuNs: { median: 82.5 * MS },
      peakRssBytes: { median: 20 * 2 ** 20 },
      connections: { median: 10 },
      peakInFlight: { median: 10 },
      bytes: { median: 741_500 },
      filesOk: 30,
      filesExpected: 30,
    });
  });

  test('are sorted by time, and compared with the fastest in the same block', () => {
    expect(only(result).rows.map((row) => row.variant)).toEqual(['b/two', 'a/one']);
    expect(rowOf(result, 'b/two').ratioToFastest).toEqual({
      ratio: 1,
      interval: null,
      pairs: 5,
      halfWidth: null,
      precise: null,
      detectable: null,
      verdict: 'fastest',
    });
    expect(rowOf(result, 'a/one').ratioToFastest).toEqual({
      ratio: expect.closeTo(2, 9),
      interval: { low: expect.closeTo(210 / 110, 9), high: expect.closeTo(2.2, 9), confidence: 0.9375 },
      pairs: 5,
      halfWidth: expect.closeTo(Math.sqrt(2.2 / (210 / 110)) - 1, 9),
      precise: null,
      detectable: only(result).comparisons[0]?.detectable,
      verdict: 'slower',
    });
  });

  test('say what part of the ideal time was reached', () => {
    expect(only(result).idealNs).toBe(125 * MS);
    expect(rowOf(result, 'a/one').percentOfIdeal).toBeCloseTo((100 * 125) / 220, 9);
    expect(only(result)).toMatchObject({
      blocks: 5,
      blocksPlanned: 5,
      bytesTotal: 741_500,
      source: 'origin',
    });
  });

  test('carry no note where nothing needs one', () => {
    expect(only(result).notes).toEqual([]);
  });

  test('hold a row that is unbounded against all downloads at once', () => {
    const given = session({ variants: [variant('a/one', { concurrency: 'unbounded' })] });
    const unbounded = reportOf(good('a/one', 100, 100, 100, 100, 100), given);
    // Three round trips of 25 ms.
    expect(rowOf(unbounded, 'a/one').percentOfIdeal).toBeCloseTo(75, 9);
    expect(only(unbounded).idealNs).toBe(125 * MS);
    expect(notesOf(unbounded, 'a/one')).toEqual([
      'Starts all 30 downloads at once, not 10; percent of ideal is held to that.',
    ]);
  });

  test('are not said to start all at once where that is no more than was asked', () => {
    const all = variant('a/one', { concurrency: 'unbounded' });
    const given = session({ variants: [all], scenarios: ['large'] });
    const runs = good('a/one', 100, 100, 100, 100, 100).map((run) =>
      Object.assign(run, { scenario: 'large' }),
    );
    expect(notesOf(reportOf(runs, given), 'a/one')).toEqual([]);
  });

  test('have no percent of ideal where the network sets no least time', () => {
    const given = session({ scenarios: ['large'] });
    const runs = good('a/one', 100, 100, 100, 100, 100).map((run) =>
      Object.assign(run, { scenario: 'large' }),
    );
    const large = reportOf(runs, given);
    expect(only(large).idealNs).toBeNull();
    expect(rowOf(large, 'a/one').percentOfIdeal).toBeNull();
    expect(codesOf(large)).toEqual(expect.arrayContaining(['no-ideal', 'no-latency']));
  });

  test('take the later of two runs of one block: it was made again', () => {
    const again = reportOf([okRun('a/one', 1, 500), okRun('a/one', 1, 100)]);
    expect(rowOf(again, 'a/one').wallNs).toMatchObject({ median: 100 * MS, interval: null, n: 1 });
  });

  test('of another scenario stay out', () => {
    const mixed = reportOf([okRun('a/one', 1, 100), okRun('a/one', 2, 900, { scenario: 'small' })]);
    expect(rowOf(mixed, 'a/one').runs).toBe(1);
  });
});

describe('a run that failed', () => {
  const runs = [
    ...good('a/one', 100, 100, 100, 100),
    failedRun('a/one', 5),
    ...good('b/two', 200, 200, 200, 200, 200),
  ];
  const result = reportOf(runs);

  test('is never a time', () => {
    expect(rowOf(result, 'a/one')).toMatchObject({ state: 'partial', runs: 4, failedRuns: 1, filesOk: 27 });
    expect(rowOf(result, 'a/one').wallNs).toEqual({
      median: 100 * MS,
      interval: null,
      quartiles: { low: 100 * MS, high: 100 * MS },
      n: 4,
    });
  });

  test('keeps its row from being what others are compared with', () => {
    expect(rowOf(result, 'b/two').ratioToFastest).toMatchObject({ ratio: 1, pairs: 5, verdict: 'fastest' });
    expect(rowOf(result, 'a/one').ratioToFastest).toEqual({
      ratio: expect.closeTo(0.5, 9),
      interval: null,
      pairs: 4,
      halfWidth: null,
      precise: null,
      detectable: null,
      verdict: 'unclear',
    });
  });

  test('is told with how many and why', () => {
    expect(notesOf(result, 'a/one')).toEqual([
      '1 of 5 runs failed (exit-code): exited with code 1.',
      'Fewer than 5 of its runs have a time: too few for an interval, and it is not compared with other rows.',
    ]);
  });

  test('in every block leaves a row without figures', () => {
    const never = reportOf([0, 1, 2].map((block) => failedRun('a/one', block)));
    expect(rowOf(never, 'a/one')).toMatchObject({
      state: 'failed',
      runs: 0,
      failedRuns: 2,
      wallNs: null,
      insideNs: null,
      ratioToFastest: null,
      groups: null,
      percentOfIdeal: null,
      cpuNs: null,
      peakRssBytes: null,
      connections: null,
      peakInFlight: null,
      bytes: null,
      filesOk: 27,
    });
    expect(notesOf(never, 'a/one')).toEqual(['Both runs failed (exit-code): exited with code 1.']);
    expect(codesOf(never)).toContain('no-time');
  });

  test('without a file check leaves the count of files unknown', () => {
    const { files: _files, ...unchecked } = failedRun('a/one', 1);
    expect(rowOf(reportOf([unchecked]), 'a/one').filesOk).toBeNull();
  });

  test('in the warm-up alone is told, and counts for nothing', () => {
    const warm = reportOf([failedRun('a/one', 0), okRun('a/one', 1, 100)]);
    expect(rowOf(warm, 'a/one')).toMatchObject({ state: 'ok', failedRuns: 0 });
    expect(notesOf(warm, 'a/one')).toEqual(['The warm-up run failed (exit-code): exited with code 1.']);
  });

  test('for several reasons is told by each', () => {
    const timedOut = [{ code: 'timed-out' as const, message: 'no end after 60 s' }];
    const several = reportOf([
      failedRun('a/one', 1),
      failedRun('a/one', 2, { failures: timedOut }),
      failedRun('a/one', 3),
    ]);
    expect(notesOf(several, 'a/one')).toEqual([
      '2 of 3 runs failed (exit-code): exited with code 1.',
      '1 of 3 runs failed (timed-out): no end after 60 s.',
    ]);
  });

  test('in every row makes a partial one the reference, and says so', () => {
    const fallback = reportOf([
      okRun('a/one', 1, 100),
      failedRun('a/one', 2),
      failedRun('b/two', 1),
      okRun('b/two', 2, 150),
    ]);
    expect(rowOf(fallback, 'a/one').ratioToFastest).toMatchObject({ ratio: 1, pairs: 1, verdict: 'fastest' });
    expect(rowOf(fallback, 'b/two').ratioToFastest).toBeNull();
    expect(codesOf(fallback)).toEqual(expect.arrayContaining(['fastest-partial', 'pairs']));
  });
});

test('nothing at all gives an empty report', () => {
  expect(only(reportOf([], session({ variants: [] }))).rows).toEqual([]);
  expect(reportOf([], session({ scenarios: [] })).scenarios).toEqual([]);
});

test('what it is given is left alone', () => {
  const given = session();
  const runs = good('a/one', 3, 1, 2);
  const before = JSON.stringify([given, runs]);
  reportOf(runs, given);
  expect(JSON.stringify([given, runs])).toBe(before);
});
