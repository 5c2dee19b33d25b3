import { describe, expect, test } from 'vitest';
import { FLAG_MEANINGS } from '../../src/verify/meanings.ts';
import { codesOf, good, notesOf, only, reportOf, rowOf } from '../support/report-of.ts';
import { okRun, session, urlSession, usage, variant } from '../support/session.ts';

describe('notes', () => {
  test('are given once where rows share them, and numbered as a reader meets them', () => {
    const given = session({
      variants: [
        variant('a/one', { reuse: false }),
        variant('b/two', { reuse: false, concurrency: 'unbounded' }),
      ],
    });
    const result = reportOf(
      [...good('a/one', 200, 201, 199, 200, 200), ...good('b/two', 100, 100, 100, 100, 100)],
      given,
    );
    expect(only(result).notes.map(({ text }) => text)).toEqual([
      'Opens a new connection for every download.',
      'Starts all 30 downloads at once, not 10; percent of ideal is held to that.',
    ]);
    expect(only(result).rows.map(({ notes }) => notes)).toEqual([[0, 1], [0]]);
  });

  test('say how many runs a flag was raised in', () => {
    const flags = [{ code: 'more-connections', message: '14 connections, 10 asked' }];
    const runs = [1, 2, 3].map((block) => okRun('a/one', block, 100, block < 3 ? { flags } : {}));
    expect(notesOf(reportOf(runs), 'a/one')).toEqual(['In 2 of 3 runs: 14 connections, 10 asked.']);
  });

  test('give the figures most runs have where a flag has several', () => {
    const seen = [9, 8, 9].map((peak, index) =>
      okRun('a/one', index + 1, 100, {
        flags: [{ code: 'in-flight-below', message: `never more than ${peak}` }],
      }),
    );
    expect(notesOf(reportOf(seen), 'a/one')).toEqual([
      `In all 3 runs, for instance: never more than 9. ${FLAG_MEANINGS['in-flight-below']}`,
    ]);
  });

  test('say what a faithful variant keeps', () => {
    const given = session({ variants: [variant('a/one', { faithful: true, reuse: false })] });
    expect(notesOf(reportOf(good('a/one', 1, 1, 1, 1, 1), given), 'a/one')).toEqual([
      'Kept as in the program this project began from, flaws included.',
      'How a/one works.',
    ]);
  });

  test('name what was skipped, and why, in a row of its own at the end', () => {
    const given = session({ skipped: [{ variant: 'go', reason: 'go is not installed' }] });
    const result = reportOf([okRun('a/one', 1, 100), okRun('b/two', 1, 90)], given);
    expect(only(result).rows.map(({ variant: id, state }) => [id, state])).toEqual([
      ['b/two', 'ok'],
      ['a/one', 'ok'],
      ['go', 'not-run'],
    ]);
    expect(notesOf(result, 'go')).toEqual(['Skipped: go is not installed.']);
    expect(rowOf(result, 'go').filesOk).toBeNull();
  });

  test('say what a list of real servers leaves unknown', () => {
    const runs = good('a/one', 1, 1, 1, 1, 1).map(({ witness: _witness, ...run }) => run);
    const result = reportOf(runs, urlSession({ variants: [variant('a/one')] }));
    expect(codesOf(result)).toEqual(['no-witness']);
    expect(only(result)).toMatchObject({ source: 'urls', idealNs: null, bytesTotal: null });
    expect(rowOf(result, 'a/one')).toMatchObject({
      insideNs: null,
      connections: null,
      peakInFlight: null,
      bytes: null,
    });
    expect(rowOf(result, 'a/one').wallNs).not.toBeNull();
  });

  test.each([
    ['a disk', session({ fileSystem: 'ext4' }), 'file-system'],
    ['memory', session(), null],
  ])('warn of files on %s', (_about, given, code) => {
    expect(
      codesOf(reportOf([...good('a/one', 1, 2, 1, 1, 1), ...good('b/two', 1, 1, 1, 1, 1)], given)),
    ).toEqual([...(code ? [code] : []), 'detectable']);
  });

  test('say that a figure of memory is at the floor', () => {
    const process = usage(1e8, { peakRssBytes: 900, rssFloorBytes: 1000 });
    expect(notesOf(reportOf([okRun('a/one', 1, 100, { process })]), 'a/one')).toEqual([
      'Its peak memory is the least that can be measured here, or below it.',
    ]);
  });
});

describe('an interrupted session', () => {
  const runs = [...good('a/one', 100, 100), ...good('b/two', 200)];
  const result = reportOf(runs, session(), false);

  test('reports what was run, and says how far it got', () => {
    expect(result.complete).toBe(false);
    expect(only(result)).toMatchObject({ blocks: 1, blocksPlanned: 5 });
    expect(rowOf(result, 'a/one').runs).toBe(2);
    expect(rowOf(result, 'b/two').ratioToFastest).toMatchObject({
      ratio: expect.closeTo(2, 9) as number,
      interval: null,
      pairs: 1,
    });
    expect(codesOf(result)).toEqual(['interrupted', 'few-runs']);
  });

  test('before its first counted run has rows without a figure', () => {
    const early = reportOf([okRun('a/one', 0, 100)], session(), false);
    expect(only(early).rows.map(({ state, wallNs }) => [state, wallNs])).toEqual([
      ['not-run', null],
      ['not-run', null],
    ]);
    expect(codesOf(early)).toEqual(['not-run', 'interrupted']);
  });

  test('that was whole before the interruption says nothing of it', () => {
    const whole = reportOf(
      [...good('a/one', 1, 2, 1, 1, 1), ...good('b/two', 1, 1, 1, 1, 1)],
      session(),
      false,
    );
    expect(codesOf(whole)).toEqual(['detectable']);
  });
});
