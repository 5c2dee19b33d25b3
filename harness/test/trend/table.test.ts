import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ASCII, UNICODE } from '../../src/report/glyphs.ts';
import { renderTrendCsv, renderTrendTable, trendOf, type TrendQuery } from '../../src/trend/index.ts';
import { comparison, counted, figure, report } from './support.ts';

type Reports = Parameters<typeof trendOf>[0];
type Metric = TrendQuery['metric'];

const trend = (reports: Reports, metric: Metric = 'time') =>
  trendOf(reports, { metric, variants: [], scenario: null });
const drawn = (reports: Reports, metric: Metric = 'time', glyphs = ASCII): string =>
  renderTrendTable(trend(reports, metric), { colour: false, glyphs });

const slower = comparison({
  verdict: 'regressed',
  ratio: 1.1,
  interval: { low: 1.08, high: 1.12, confidence: 0.95 },
  candidate: figure(110e6, 1e6),
});

test('times, with a change of machine', () => {
  const other = { hostHash: 'beef', machine: { cpuModel: 'Other CPU' } };
  const unknown = comparison({ candidate: null, ratio: null, interval: null, verdict: 'inconclusive' });
  const reports = [
    report({ day: 0 }),
    report({ day: 1, comparisons: [slower], side: { changes: 'x' } }),
    report({ day: 2, comparisons: [unknown], ...other }),
  ];
  expect(`\n${drawn(reports)}`).toMatchInlineSnapshot(`
    "
    fake/good @ seed: time
    revision date       median ms     interval change %  its interval verdict
    001aaaa  2026-01-01     101.0  99.0..103.0     +1.0  -1.0 to +3.0 unchanged
    002aaaa+ 2026-01-02     110.0 109.0..111.0    +10.0 +8.0 to +12.0 regressed
    -- machine changed: another machine, the processor Example CPU 3000 -> Other CPU
    003aaaa  2026-01-03         -            -        -             - inconclusive

    Interval: 95 %, of the median of the candidate's runs. Change and verdict:
    against the base of the same session. Values above and below a break cannot be
    compared. +: with changes that were not committed.
    "
  `);
  expect(`\n${drawn(reports, 'time', UNICODE)}`).toMatchInlineSnapshot(`
    "
    fake/good @ seed: time
    revision date       median ms    interval change %  its interval verdict
    001aaaa  2026-01-01     101.0  99.0–103.0     +1.0  −1.0 to +3.0 unchanged
    002aaaa+ 2026-01-02     110.0 109.0–111.0    +10.0 +8.0 to +12.0 regressed
    ── machine changed: another machine, the processor Example CPU 3000 → Other CPU
    003aaaa  2026-01-03         -           -        -             - inconclusive

    Interval: 95 %, of the median of the candidate's runs. Change and verdict:
    against the base of the same session. Values above and below a break cannot be
    compared. +: with changes that were not committed.
    "
  `);
});

test('counts', () => {
  const varied = counted(10, { candidate: figure(10.5, 0, { least: 10, most: 12 }) });
  const reports = [
    report({ day: 0, comparisons: [counted(10)] }),
    report({ day: 1, comparisons: [counted(30, { verdict: 'regressed' })], hostHash: 'beef' }),
    report({ day: 2, comparisons: [varied] }),
  ];
  expect(`\n${drawn(reports, 'connections')}`).toMatchInlineSnapshot(`
    "
    fake/good @ seed: connections
    revision  date        median   range      change  verdict
    001aaaa   2026-01-01      10       -        same  unchanged
    002aaaa   2026-01-02      30       -    10 -> 30  regressed
    003aaaa   2026-01-03    10.5  10..12  10 -> 10.5  unchanged

    Range: the least and the most of the candidate's runs, where they differ. Change
    and verdict: against the base of the same session.
    "
  `);
});

const failures = (least: number, most: number) =>
  comparison({
    metric: 'failures',
    kind: 'failures',
    unit: 'count',
    base: figure(0),
    candidate: figure(0, 0, { least, most }),
  });

test('failures: whether, not how many', () => {
  const reports = [
    report({ day: 0, comparisons: [failures(0, 0)] }),
    report({ day: 1, comparisons: [failures(0, 1)] }),
    report({ day: 2, comparisons: [failures(1, 1)] }),
  ];
  const rows = drawn(reports, 'failures').split('\n');
  expect(rows.map((row) => row.split(/ {2,}/).slice(2, 4))).toEqual(
    expect.arrayContaining([
      ['none', 'same'],
      ['some', 'none -> some'],
      ['all', 'none -> all'],
    ]),
  );
});

describe('fits 80 columns', () => {
  const long = 'a name of a machine that goes on and on '.repeat(5);
  test.each([1e3, 1e6, 123.4e6, 98765e6, 7.2e12])('of %d ns', (median) => {
    const far = comparison({
      candidate: figure(median, median / 50),
      ratio: 0.7,
      interval: { low: 0.65, high: 0.75, confidence: 0.95 },
      verdict: 'inconclusive',
    });
    const text = drawn([
      report({ day: 0, comparisons: [far], side: { changes: 'x' } }),
      report({ day: 1, comparisons: [far], machine: { cpuModel: long } }),
    ]);
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

const bytes = (value: number) =>
  counted(0, { metric: 'bytesResent', unit: 'bytes', base: figure(value), candidate: figure(value) });

const resent = (...values: readonly number[]) =>
  drawn(
    values.map((value, day) => report({ day, comparisons: [bytes(value)] })),
    'bytesResent',
  );

test('bytes that differ are never shown as the same', () => {
  expect(resent(20480, 40960)).toContain('median KiB');
  expect(resent(20480, 20481)).toContain('median bytes');
});

test('names and subjects from elsewhere cannot move the cursor', () => {
  const bad = '\u001B[2J\u0007\u202Eevil\nline';
  const reports = [0, 1].map((day) =>
    report({
      day,
      side: { revision: null, name: bad },
      comparisons: [comparison({ variant: bad })],
      provenance: { tools: { [day === 0 ? 'x' : bad]: bad } },
    }),
  );
  // oxlint-disable-next-line no-control-regex
  expect(drawn(reports)).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
});

test('verdicts are coloured where colours are asked for, and stand where they stood', () => {
  const found = trend([report({ day: 0, comparisons: [slower] })]);
  const coloured = renderTrendTable(found, { colour: true, glyphs: ASCII });
  expect(coloured).toContain('\u001B[31mregressed');
  expect(
    stripVTControlCharacters(coloured)
      .split('\n')
      .map((line) => line.trimEnd()),
  ).toEqual(renderTrendTable(found, { colour: false, glyphs: ASCII }).split('\n'));
});

test('CSV has raw figures, and quotes what must be', () => {
  const text = renderTrendCsv(
    trend([
      report({ day: 0 }),
      report({ day: 1, side: { subject: 'say "a, b"' }, comparisons: [slower], hostHash: 'b' }),
    ]),
  );
  expect(text).toMatchInlineSnapshot(`
    "variant,scenario,metric,unit,label,revision,changes,subject,committedAt,startedAt,hostHash,breakBefore,candidateMedian,candidateLow,candidateHigh,candidateLeast,candidateMost,candidateCount,baseMedian,baseLow,baseHigh,ratio,ratioLow,ratioHigh,verdict,doubt,blocks
    fake/good,seed,time,ns,001aaaa,001aaaa000000000000000000000000000000000,,change of day 0,2026-01-01T08:00:00.000Z,2026-01-01T08:00:00.000Z,c0ffee,,101000000,99000000,103000000,101000000,101000000,20,100000000,98000000,102000000,1.01,0.99,1.03,unchanged,,20
    fake/good,seed,time,ns,002aaaa,002aaaa000000000000000000000000000000000,,"say ""a, b""",2026-01-02T08:00:00.000Z,2026-01-02T08:00:00.000Z,b,machine changed: another machine,110000000,109000000,111000000,110000000,110000000,20,100000000,98000000,102000000,1.1,1.08,1.12,regressed,,20
    "
  `);
});
