import type { DownloadRecord, RecordPattern, SummaryPattern } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { judgeRecords, judgeSummary } from '../../../src/conformance/judge/records.ts';
import { readStatement } from '../../../src/conformance/judge/statement.ts';
import { failed, lines, record, summary } from '../support.ts';

function judge(patterns: readonly RecordPattern[], records: readonly DownloadRecord[]) {
  return judgeRecords(patterns, readStatement('', lines(records))).map(
    ({ expected, seen }) => `${expected} | ${seen}`,
  );
}

describe('records', () => {
  test('are matched by index, in whatever order they came', () => {
    const records = [record({ index: 1, path: 'b' }), record({ index: 0, path: 'a' })];
    expect(judge([{ path: 'a' }, { path: 'b' }], records)).toEqual([]);
    expect(
      judge(
        [
          { index: 1, path: 'b' },
          { index: 0, path: 'a' },
        ],
        records,
      ),
    ).toEqual([]);
  });

  test.each<[RecordPattern, DownloadRecord, string]>([
    [
      { state: 'ok' },
      failed(),
      'record of job 0 with state "ok" | state "failed" (it failed: reset, http://h/a: gone)',
    ],
    [
      { attempts: 2, status: 206 },
      record(),
      'record of job 0 with status 206, attempts 2 | status 200, attempts 1 (it is ok)',
    ],
    [
      { resumedFrom: null },
      record({ resumedFrom: 5 }),
      'record of job 0 with resumedFrom absent | resumedFrom 5 (it is ok)',
    ],
    [
      { error: null },
      failed(),
      'record of job 0 with error.code absent | error.code "reset" (it failed: reset, http://h/a: gone)',
    ],
    [
      { error: { code: 'dns', line: 2 } },
      failed(),
      'record of job 0 with error.code "dns", error.line 2 | error.code "reset", error.line absent (it failed: reset, http://h/a: gone)',
    ],
    [{ sha256: 'x' }, record(), 'record of job 0 with sha256 "x" | sha256 absent (it is ok)'],
  ])('%j', (pattern, found, words) => {
    expect(judge([pattern], [found])).toEqual([words]);
  });

  test('there must be as many as expected', () => {
    expect(judge([{}, {}], [record()])).toEqual([
      '2 records | 1: job 0 a.bin ok',
      'a record of job 1 | none',
    ]);
    expect(judge([{}], [])).toEqual(['1 record | none']);
    expect(judge([], [failed()])).toEqual(['0 records | 1: job 0 a.bin failed (reset)']);
  });
});

describe('a summary', () => {
  test.each<[SummaryPattern, string | null]>([
    [{ bytes: 5, downloads: { ok: 1 }, errors: { exactly: {} } }, null],
    [{ peakInFlight: { atMost: 0 } }, 'summary with peakInFlight at most 0 | peakInFlight 1'],
    [{ downloads: { ok: 2 } }, 'summary with downloads.ok 2 | downloads.ok 1'],
    [{ errors: { exactly: { dns: 1 } } }, 'summary with errors dns 1 | errors none'],
  ])('%j', (pattern, words) => {
    const misfits = judgeSummary(pattern, readStatement(JSON.stringify(summary()), null));
    expect(misfits.map(({ expected, seen }) => `${expected} | ${seen}`)).toEqual(
      words === null ? [] : [words],
    );
  });

  test('that is not there is told elsewhere', () => {
    expect(judgeSummary({ bytes: 5 }, readStatement('nonsense', null))).toEqual([]);
  });
});

describe('what a program says of itself', () => {
  test('every line that is no record is a problem', () => {
    const text = `${JSON.stringify(record())}\nnonsense\n{"index": 1}`;
    const { records, recordProblems } = readStatement('', text);
    expect(records.map(({ index }) => index)).toEqual([0, 1]);
    expect(recordProblems).toContain('line 2 is no JSON object');
    expect(recordProblems).toContain('line 3: the document lacks state');
    expect(recordProblems).toContain('the last line has no end');
  });

  test('a summary that is not as its schema says is read all the same', () => {
    const text = JSON.stringify({ ...summary(), colour: 'red' });
    expect(readStatement(text, null)).toMatchObject({
      summary: { bytes: 5 },
      summaryProblems: ['the document has an unknown field colour'],
    });
  });
});
