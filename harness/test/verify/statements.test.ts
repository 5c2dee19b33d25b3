import { describe, expect, test } from 'vitest';
import { shown, tailOf, tellingLine } from '../../src/verify/output.ts';
import { processFailure } from '../../src/verify/process.ts';
import { readRecords } from '../../src/verify/records.ts';
import { listed, readSummary } from '../../src/verify/summary.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/world.ts';

const SUMMARY = {
  contract: 1,
  backend: 'fake',
  variant: 'good',
  version: '1',
  runtime: { name: 'fake', version: '1', anything: 'else' },
  libraries: {},
  concurrency: 1,
  durationNs: 1,
  downloads: { total: 1, ok: 1, failed: 0, skipped: 0, cancelled: 0 },
  bytes: 1,
  attempts: 1,
  peakInFlight: 1,
  errors: {},
};

function read(stdout: string) {
  return readSummary(stdout, { backend: 'fake', name: 'good' });
}

describe('readSummary', () => {
  test('one document, white space around it or not', () => {
    expect(read(`\n${JSON.stringify(SUMMARY, null, 2)}\n`)).toEqual({ state: 'read', summary: SUMMARY });
  });

  test.each<[about: string, stdout: string, code: string, words: RegExp]>([
    ['nothing', ' \n', 'no-summary', /nothing was printed/],
    ['no JSON', 'done!', 'bad-summary', /not JSON/],
    ['two documents', JSON.stringify(SUMMARY).repeat(2), 'bad-summary', /not JSON/],
    ['a list', '[]', 'bad-summary', /must be object/],
    ['a field too many', JSON.stringify({ ...SUMMARY, mood: 'good' }), 'bad-summary', /unknown field mood/],
    ['a field too few', JSON.stringify({ ...SUMMARY, bytes: undefined }), 'bad-summary', /lacks bytes/],
    [
      'a fraction of a byte',
      JSON.stringify({ ...SUMMARY, bytes: 1.5 }),
      'bad-summary',
      /bytes must be integer/,
    ],
    ['another backend', JSON.stringify({ ...SUMMARY, backend: 'other' }), 'bad-summary', /is of other\/good/],
    ['an unknown error', JSON.stringify({ ...SUMMARY, errors: { oops: 1 } }), 'bad-summary', /errors/],
  ])('%s', (_, stdout, code, words) => {
    expect(read(stdout)).toEqual({
      state: 'refused',
      failure: { code, message: expect.stringMatching(words) as string },
    });
  });
});

test('listed keeps a few and counts the rest', () => {
  expect(listed(['a', 'b'])).toBe('a; b');
  expect(listed(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a; b; c; d; e; and 2 more');
});

describe('readRecords', () => {
  const OK =
    '{"index":0,"url":"http://x/a","path":"a","state":"ok","bytes":1,"attempts":1,"startNs":0,"endNs":1}\n';

  test('none, one, and an order of their own', () => {
    expect(readRecords('')).toEqual({ state: 'read', records: [] });
    const two = readRecords(OK.replace('"index":0', '"index":1') + OK);
    expect(two).toMatchObject({ state: 'read', records: [{ index: 1 }, { index: 0 }] });
  });

  test.each<[about: string, text: string | null, words: RegExp]>([
    ['no file', null, /was not written/],
    ['no JSON', `${OK}hello\n`, /line 2: not JSON/],
    ['ok without its bytes', OK.replace('"bytes":1,', ''), /line 1: .*lacks bytes/],
    ['failed without an error', OK.replace('"ok"', '"failed"'), /line 1: .*error/],
    ['a job twice', OK + OK, /line 2: job 0 again/],
    ['a torn last line', OK + OK.slice(0, 40), /line 2: not JSON.*the last line has no end/],
  ])('%s', (_, text, words) => {
    expect(readRecords(text)).toEqual({
      state: 'refused',
      failure: { code: 'bad-records', message: expect.stringMatching(words) as string },
    });
  });
});

describe('processFailure', () => {
  const told = { timeoutMs: 1500, lastLine: 'last words' };

  test.each([
    [{ state: 'exited', code: 0 } as const, null],
    [{ state: 'exited', code: 3 } as const, ['exit-code', 'exited with code 3: last words']],
    [
      { state: 'signalled', signal: 9, name: 'SIGKILL' } as const,
      ['signalled', 'ended by SIGKILL: last words'],
    ],
    [{ state: 'signalled', signal: 35 } as const, ['signalled', 'ended by signal 35: last words']],
    [{ state: 'timed-out' } as const, ['timed-out', 'was not done within 1.5 s: last words']],
    [{ state: 'flooded', stream: 'stderr' } as const, ['flooded', 'printed without end on stderr']],
    [{ state: 'stopped' } as const, ['stopped', 'was stopped from outside']],
    [{ state: 'not-started', message: 'ENOENT' } as const, ['not-started', 'could not be started: ENOENT']],
  ])('%j', (outcome, failure) => {
    const given = processFailure(outcome, told);
    expect(given && [given.code, given.message]).toEqual(failure);
  });
});

describe('what somebody else wrote', () => {
  test.each([
    ['plain', 'plain'],
    ['\u001B[31mred\u001B[0m', 'red'],
    ['a\tb\u0007c', 'a b c'],
    ['\u001B]0;title\u0007text', 'text'],
    ['two\nlines', 'two lines'],
    ['x'.repeat(400), 'x'.repeat(300)],
  ])('%j is shown as %j', (text, line) => {
    expect(shown(text)).toBe(line);
  });

  test('the last lines of a long file', async () => {
    const file = join(temporaryFolder(), 'stderr');
    writeFileSync(file, Array.from({ length: 5000 }, (_, index) => `line ${index}\r\n`).join(''));
    const tail = await tailOf(file);
    expect([tail.length, tail.at(-1)]).toEqual([20, 'line 4999']);
  });

  test.each([
    [['Error: no such module', 'at load (x:1)', 'Runtime v26'], 'Error: no such module'],
    [['Traceback (most recent call last):', 'File "x", line 1', 'ValueError: bad'], 'ValueError: bad'],
    [
      ["thread 'main' panicked at src/main.rs:1:1:", 'note: run with RUST_BACKTRACE'],
      "thread 'main' panicked at src/main.rs:1:1:",
    ],
    [['one', 'two'], 'two'],
    [[], null],
  ])('%j is told by %j', (lines, line) => {
    expect(tellingLine(lines)).toBe(line);
  });

  test('no file has no last lines', async () => {
    expect(await tailOf('/no/such/file')).toEqual([]);
  });
});
