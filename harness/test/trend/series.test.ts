import { check } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { HarnessError } from '../../src/errors.ts';
import { trendOf, type TrendQuery } from '../../src/trend/index.ts';
import { comparison, counted, figure, hash, moment, report } from './support.ts';

const TIME: TrendQuery = { metric: 'time', variants: [], scenario: null };

function labels(reports: Parameters<typeof trendOf>[0], query = TIME): readonly string[] {
  return trendOf(reports, query).series.flatMap(({ points }) => points.map(({ label }) => label));
}

const short = (day: number): string => hash(day + 1).slice(0, 7);

test('the made-up reports are reports', () => {
  expect(check('check-report', report({ day: 0, comparisons: [comparison(), counted(3)] }))).toMatchObject({
    state: 'valid',
  });
});

test('points come in the order of their commits, whenever they were raced', () => {
  const later = report({ day: 0, startedAt: moment(9) });
  expect(labels([report({ day: 2 }), later, report({ day: 1 })])).toEqual([short(0), short(1), short(2)]);
});

test('without a commit the session says when, and the name what', () => {
  const side = { revision: null, committedAt: null, subject: null, name: 'fetch --fast' };
  const command = report({ day: 5, startedAt: moment(1.5), side });
  expect(labels([report({ day: 2 }), command, report({ day: 1 })])).toEqual([
    short(1),
    'fetch --fast',
    short(2),
  ]);
});

test('a point holds the figures of the candidate, and the verdict and ratio of that session', () => {
  const own = comparison({
    verdict: 'regressed',
    ratio: 1.2,
    candidate: figure(7e6, 1e6),
    base: figure(6e6),
  });
  const found = trendOf([report({ day: 0, comparisons: [own] })], TIME);
  expect(found).toMatchObject({
    metric: 'time',
    unit: 'ns',
    series: [{ variant: 'fake/good', scenario: 'seed', remarks: [] }],
  });
  expect(found.series[0]?.points).toEqual([
    {
      label: short(0),
      revision: hash(1),
      changes: null,
      subject: 'change of day 0',
      committedAt: moment(0),
      startedAt: moment(0),
      hostHash: 'c0ffee',
      candidate: figure(7e6, 1e6),
      base: figure(6e6),
      ratio: 1.2,
      interval: { low: 0.99, high: 1.03, confidence: 0.95 },
      verdict: 'regressed',
      doubt: null,
      blocks: 20,
      breakBefore: null,
    },
  ]);
});

const blocks = (reports: Parameters<typeof trendOf>[0]): readonly number[] =>
  trendOf(reports, TIME).series.flatMap(({ points }) => points.map((point) => point.blocks));

describe('of one candidate', () => {
  const once = report({ day: 0, comparisons: [comparison({ blocks: 1 })] });
  const again = report({ day: 0, startedAt: moment(3), comparisons: [comparison({ blocks: 2 })] });

  test('on one machine the newest session counts, whatever file it is in', () => {
    expect(blocks([once, again])).toEqual([2]);
    expect(blocks([again, once])).toEqual([2]);
  });

  test('on two machines both do', () => {
    expect(blocks([once, { ...again, hostHash: 'beef' }])).toEqual([1, 2]);
  });

  test('a work tree with changes is another candidate, after its commit', () => {
    const changed = report({ day: 0, startedAt: moment(-1), side: { changes: 'd1' } });
    const other = report({ day: 0, startedAt: moment(2), side: { changes: 'd2' } });
    expect(labels([other, changed, again])).toEqual([short(0), `${short(0)}+`, `${short(0)}+`]);
  });

  test('shards are of one session, and each has its own variants', () => {
    const shard = report({ day: 0, comparisons: [comparison({ variant: 'b/two' })] });
    expect(trendOf([once, shard], TIME).series.map(({ variant }) => variant)).toEqual(['b/two', 'fake/good']);
  });
});

describe('what is asked for', () => {
  const reports = [
    report({
      day: 0,
      comparisons: [
        comparison(),
        counted(3),
        comparison({ variant: 'b/two', scenario: 'small' }),
        comparison({ variant: 'b/two', scenario: null, metric: 'conformance', kind: 'cases' }),
      ],
    }),
  ];
  const found = (query: Partial<TrendQuery>) =>
    trendOf(reports, { ...TIME, ...query }).series.map(({ variant, scenario }) => `${variant} @ ${scenario}`);

  test.each<[query: Partial<TrendQuery>, series: readonly string[]]>([
    [{}, ['b/two @ small', 'fake/good @ seed']],
    [{ variants: ['goo'] }, ['fake/good @ seed']],
    [{ variants: ['b/*', 'good'] }, ['b/two @ small', 'fake/good @ seed']],
    [{ scenario: 'small' }, ['b/two @ small']],
    [{ metric: 'connections' }, ['fake/good @ seed']],
  ])('%j', (query, series) => expect(found(query)).toEqual(series));

  test.each<[query: Partial<TrendQuery>, exitCode: number, says: RegExp]>([
    [{ variants: ['none'] }, 2, /--variant none names no variant.*There are: b\/two, fake\/good\./],
    [{ scenario: 'large' }, 2, /--scenario large is no scenario.*There are: seed, small\./],
    [{ metric: 'cpu' }, 3, /no report compares cpu.*There are: connections, time\./],
    [{ metric: 'connections', variants: ['b/two'] }, 3, /no report compares connections.*There are: time\./],
    [{ variants: ['b/two'], scenario: 'seed' }, 3, /no report compares time.*Ask for other variants/],
  ])('%j there is not', (query, exitCode, says) => {
    const error = caught(() => found(query));
    expect(error.exitCode).toBe(exitCode);
    expect(`${error.message} ${error.hint}`).toMatch(says);
  });
});

function caught(work: () => unknown): HarnessError {
  try {
    work();
  } catch (error) {
    if (error instanceof HarnessError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const remarks = (seed: number): readonly string[] | undefined =>
  trendOf([report({ day: 0 }), report({ day: 1, seed })], TIME).series[0]?.remarks;

test('sessions of different seeds are remarked on, of one seed not', () => {
  expect(remarks(1)).toEqual([]);
  expect(remarks(2)).toEqual([expect.stringContaining('2 different seeds')]);
});
