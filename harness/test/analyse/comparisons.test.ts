import type { Report, StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { codesOf, notesOf, only, rowOf } from '../support/report-of.ts';
import { failedRun, okRun, usage } from '../support/session.ts';
import { simulatedReport, type SimulatedRow } from '../support/simulated-rows.ts';

const rows: readonly SimulatedRow[] = [
  { id: 'a/one', wallMs: 100 },
  { id: 'b/two', wallMs: 100 },
  { id: 'c/three', wallMs: 150 },
  { id: 'd/four', wallMs: 400 },
];

/** `a/one a, b/two a, c/three b`, in the order of the table. */
const lettersOf = (report: Report): string =>
  only(report)
    .rows.map(({ variant, groups }) => `${variant} ${groups?.join('') ?? '-'}`)
    .join(', ');

const times = (factor: number, where: (run: StoredRun) => boolean) => (runs: readonly StoredRun[]) =>
  runs.map((run) =>
    where(run) && run.process ? { ...run, process: usage(Math.round(run.process.wallNs * factor)) } : run,
  );

const failing = (where: (run: StoredRun) => boolean) => (runs: readonly StoredRun[]) =>
  runs.map((run) => (where(run) ? failedRun(run.variant, run.block) : run));

describe('rows of which two are equally fast', () => {
  const report = simulatedReport(rows, 10);

  test('share a letter, and no other two do', () => {
    const [first, second] = only(report).rows;
    expect(new Set([first?.variant, second?.variant])).toEqual(new Set(['a/one', 'b/two']));
    expect(only(report).rows.map(({ groups }) => groups)).toEqual([['a'], ['a'], ['b'], ['c']]);
  });

  test('are judged against the fastest by what was told apart', () => {
    expect(only(report).rows.map((row) => row.ratioToFastest?.verdict)).toEqual([
      'fastest',
      'unclear',
      'slower',
      'slower',
    ]);
  });

  test('are compared each with each, left the faster, under one family of tests', () => {
    const { comparisons, confidence, practicalRatio } = only(report);
    expect(comparisons.map(({ pairs }) => pairs)).toEqual(Array(6).fill(10));
    for (const each of comparisons) {
      expect(each.holmPValue).toBeGreaterThanOrEqual(each.pValue);
      expect(each.interval.low).toBeLessThanOrEqual(each.ratio);
      expect(each.interval.high).toBeGreaterThanOrEqual(each.ratio);
      if (!each.toldApart) continue;
      expect(each.holmPValue).toBeLessThanOrEqual(1 - confidence);
      expect(each.ratio).toBeGreaterThanOrEqual(practicalRatio);
      expect(each.interval.low).toBeGreaterThan(1);
    }
  });
});

test('two rows within the practical threshold are equal once the blocks show it, however sure the difference is', () => {
  const close = [
    { id: 'a/one', wallMs: 100, noise: 0.002 },
    { id: 'b/two', wallMs: 101, noise: 0.002 },
  ];
  const report = simulatedReport(close, 20);
  expect(only(report).comparisons[0]?.holmPValue).toBeLessThan(1e-6);
  expect(lettersOf(report)).toBe('a/one a, b/two a');
  expect(rowOf(report, 'b/two').ratioToFastest?.verdict).toBe('equal');
});

test.each([1, 2, 3, 4])('%i blocks tell no row from another, and say so', (blocks) => {
  const report = simulatedReport(rows, blocks);
  expect(only(report).comparisons).toEqual([]);
  expect(only(report).rows.map(({ groups }) => groups)).toEqual([null, null, null, null]);
  expect(only(report).rows.every(({ wallNs }) => wallNs?.interval === null)).toBe(true);
  expect(codesOf(report)).toEqual(['few-runs']);
});

describe('noise', () => {
  test('of a hundred times the time in one run moves no row and hides no difference', () => {
    const calm = simulatedReport(rows, 15);
    const report = simulatedReport(rows, 15, {
      change: times(100, ({ variant, block }) => variant === 'c/three' && block === 7),
    });
    expect(lettersOf(report)).toBe(lettersOf(calm));
    expect(rowOf(report, 'c/three').wallNs?.interval?.high).toBeLessThan(300e6);
  });

  test('that is none at all: what the blocks alone can tell, and a note', () => {
    const still = rows.map((row) => ({ ...row, noise: 0 }));
    // Of 5 blocks the sign test has 0.0625; of 15 it has 0.00006, enough for six comparisons.
    const few = simulatedReport(still, 5);
    expect(lettersOf(few)).toBe('a/one a, b/two a, c/three a, d/four a');
    expect(rowOf(few, 'd/four').ratioToFastest).toMatchObject({
      ratio: expect.closeTo(4, 6) as number,
      verdict: 'unclear',
    });
    expect(codesOf(few)).toEqual(['no-spread', 'detectable']);
    expect(lettersOf(simulatedReport(still, 15))).toBe('a/one a, b/two a, c/three b, d/four c');
  });
});

describe('a row that failed', () => {
  test('in every run is compared with nobody and has no letter', () => {
    const report = simulatedReport(rows, 8, { change: failing(({ variant }) => variant === 'a/one') });
    expect(lettersOf(report)).toBe('b/two a, c/three b, d/four c, a/one -');
    expect(only(report).comparisons).toHaveLength(3);
  });

  test('in some blocks is compared over the others', () => {
    const report = simulatedReport(rows, 12, {
      change: failing(({ variant, block }) => variant === 'c/three' && block > 8),
    });
    expect(rowOf(report, 'c/three')).toMatchObject({ state: 'partial', groups: ['b'] });
    const own = only(report).comparisons.filter(({ left, right }) => [left, right].includes('c/three'));
    expect(own.map(({ pairs }) => pairs)).toEqual([8, 8, 8]);
  });

  test('in all but four blocks keeps its time, and says that it is compared with nobody', () => {
    const report = simulatedReport(rows, 12, {
      change: failing(({ variant, block }) => variant === 'c/three' && block > 4),
    });
    expect(rowOf(report, 'c/three')).toMatchObject({ state: 'partial', groups: null });
    expect(rowOf(report, 'c/three').wallNs).toMatchObject({ n: 4, interval: null });
    expect(notesOf(report, 'c/three').join(' ')).toContain('it is not compared with other rows');
  });

  test('where another did not shares too few blocks with it: their pair is tied, not compared', () => {
    const report = simulatedReport(rows.slice(2), 12, {
      change: failing(({ variant, block }) => (variant === 'c/three' ? block > 6 : block < 6)),
    });
    expect(only(report).comparisons).toEqual([]);
    expect(rowOf(report, 'd/four').ratioToFastest).toMatchObject({ pairs: 1, interval: null });
    expect(rowOf(report, 'd/four').wallNs?.interval).not.toBeNull();
  });
});

test('a time of 0 makes no pair, and no number that is none', () => {
  const report = simulatedReport(rows.slice(0, 2), 6, {
    change: (runs) => runs.map((run) => (run.variant === 'a/one' ? okRun('a/one', run.block, 0) : run)),
  });
  expect(only(report).comparisons).toEqual([]);
  expect(rowOf(report, 'a/one')).toMatchObject({ wallNs: { median: 0 }, ratioToFastest: null });
});

test('false differences are rare: 200 sessions of four rows that are all equally fast', () => {
  const same = rows.map(({ id }) => ({ id, wallMs: 100, noise: 0.1 }));
  const sessions = Array.from({ length: 200 }, (_, seed) => simulatedReport(same, 8, { seed }));
  const wrong = sessions.filter((report) => only(report).comparisons.some(({ toldApart }) => toldApart));
  // 5 % are allowed; 22 of 200 would come by chance in one of a thousand sets of sessions.
  expect(wrong.length).toBeLessThan(22);
});
