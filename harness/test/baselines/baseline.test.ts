import { check } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { baselineOf, leastRunsFor, refuseStored, shortRows } from '../../src/baselines/index.ts';
import { failedRun, okRun, usage } from '../support/session.ts';
import { BYTES, input, MIB, rowRuns, summaryOf } from './support.ts';

describe('what is kept of runs', () => {
  test('every value of every run that was ok, and how many failed', () => {
    const runs = rowRuns({ connections: [10, 12, 11], bodyBytes: [BYTES, BYTES + 5, BYTES], failed: 2 });
    const { summary } = runs[0] ?? {};
    expect(baselineOf(input(runs)).rows).toEqual([
      {
        scenario: 'seed',
        variant: 'a/one',
        versions: { version: '0.1.0', runtime: summary?.runtime, libraries: summary?.libraries },
        runs: 5,
        failed: 2,
        values: {
          memory: [20 * MIB, 20 * MIB, 20 * MIB],
          connections: [10, 12, 11],
          requests: [30, 30, 30],
          bytesResent: [0, 5, 0],
        },
      },
    ]);
  });

  test('no time is in it', () => {
    const slow = rowRuns().map((run) => Object.assign({}, run, { process: usage(9e9) }));
    expect(baselineOf(input(slow))).toEqual(baselineOf(input()));
  });

  test('it holds to its schema', () => {
    const baseline = baselineOf(
      input([...rowRuns(), ...rowRuns({ variant: 'b/two', failed: 3, summary: null })]),
    );
    expect(check('check-baseline', baseline)).toEqual({ state: 'valid', value: baseline });
  });

  test('neither warm-ups nor ceilings nor runs that we spoilt', () => {
    const spoilt = failedRun('a/one', 30, {
      failures: [{ code: 'origin-lost', message: 'the origin is gone' }],
    });
    const runs = [...rowRuns(), okRun('a/one', 0, 1), okRun('ceiling/net', 3, 1), spoilt];
    expect(baselineOf(input(runs)).rows).toEqual(baselineOf(input()).rows);
  });

  test.each([
    ['at its floor', { peakRssBytes: MIB, rssFloorBytes: MIB }, 0],
    ['above it', { peakRssBytes: MIB + 4096, rssFloorBytes: MIB }, 1],
  ])('a peak %s', (_, over, count) => {
    const { values } = baselineOf(input([okRun('a/one', 1, 1, { process: usage(1e6, over) })])).rows[0] ?? {};
    expect(values?.memory).toHaveLength(count);
  });

  test('bytes sent again are not known where those of the files are not', () => {
    const unknown = input(rowRuns(), { scenarios: [{ name: 'seed', digest: 'd1', bytes: null }] });
    expect(baselineOf(unknown).rows[0]?.values.bytesResent).toEqual([]);
  });

  test('rows stand in the order of the scenarios, each with its own runs', () => {
    const other = rowRuns({ variant: 'b/two' }).map((run) => Object.assign({}, run, { scenario: 'large' }));
    const scenarios = ['large', 'seed'].map((name) => ({ name, digest: name, bytes: BYTES }));
    const { rows } = baselineOf(input([...rowRuns(), ...other], { scenarios }));
    expect(rows.map(({ scenario, variant, runs }) => `${scenario} ${variant} ${runs}`)).toEqual([
      'large b/two 10',
      'seed a/one 10',
    ]);
  });

  test('runs of two programs make no row', () => {
    const other = okRun('a/one', 30, 1, { summary: summaryOf('a/one', { version: '0.2.0' }) });
    expect(() => baselineOf(input([...rowRuns(), other]))).toThrow(
      /runs of a\/one are of two programs: version 0\.1\.0, .* and version 0\.2\.0/,
    );
  });

  test('runs of a scenario that is not listed are a mistake of ours', () => {
    expect(() => baselineOf(input(rowRuns(), { scenarios: [] }))).toThrow(RangeError);
  });
});

describe('how many runs it takes', () => {
  test.each([
    [1, 7],
    [17, 7],
    [18, 8],
    [64, 8],
    [923, 10],
    [924, 11],
  ])('for %d comparisons', (comparisons, runs) => {
    expect(leastRunsFor(comparisons)).toBe(runs);
  });

  test('a row that is too short is told when it is recorded', () => {
    const short = rowRuns({ variant: 'b/two', connections: [1, 1, 1, 1, 1, 1], failed: 4 });
    expect(shortRows(baselineOf(input([...rowRuns(), ...short])))).toEqual([
      '6 runs of b/two in seed were ok: a difference among 10 comparisons takes 7 on each side.',
    ]);
  });
});

describe('times are refused', () => {
  test.each([
    [['time'] as const, 'nothing of time:'],
    [['memory', 'cpu'] as const, 'nothing of processor time:'],
    [['time', 'cpu'] as const, 'nothing of time and processor time:'],
  ])('%j', (metrics, words) => {
    const refused = refuseStored(metrics);
    expect(refused).toMatchObject({ code: 'bad-option', exitCode: 2 });
    expect(refused?.message).toContain(words);
    expect(refused?.message).toContain('64 to 78 %');
    expect(refused?.hint).toContain('fairfetch check --base=REF');
  });

  test('the others are not', () => {
    expect(refuseStored(['memory', 'connections', 'requests', 'bytesResent', 'failures'])).toBeNull();
  });
});
