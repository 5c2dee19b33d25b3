import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { judgeStep, type Served, type VariantTraits } from '../../../src/conformance/judge/index.ts';
import { INVARIANTS } from '../../../src/conformance/judge/invariants.ts';
import type { Observation } from '../../../src/conformance/observation.ts';
import {
  failed,
  file,
  lines,
  observation,
  other,
  record,
  request,
  summary,
  tree,
  VARIANT,
} from '../support.ts';

const SERVED: Served = {
  whole: new Map([['/s1/a.bin', new Set([hash('sha256', 'hello')])]]),
  keepsConnections: true,
  hosts: 1,
};

interface Setting {
  readonly variant?: Partial<VariantTraits>;
  readonly served?: Partial<Served>;
  readonly exit?: readonly [number, ...number[]];
}

function judge(over: Partial<Observation>, { variant, served, exit = [0, 1, 2, 3, 130] }: Setting = {}) {
  const misfits = judgeStep(
    { expect: { exit: [...exit] }, files: null, outside: null },
    observation(over),
    { ...VARIANT, ...variant },
    { ...SERVED, ...served },
  );
  return misfits.map(({ check, expected, seen }) => `${check}: ${expected} | ${seen}`);
}

const said = (...of: Parameters<typeof summary>) => JSON.stringify(summary(...of));
const failedSummary = said({
  downloads: { total: 1, ok: 0, failed: 1, skipped: 0, cancelled: 0 },
  errors: { reset: 1 },
});

test('there is nothing to say against a download that went well', () => {
  expect(judge({})).toEqual([]);
});

test('every invariant has a name of its own and a rule', () => {
  const names = INVARIANTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(INVARIANTS.filter(({ rule }) => !rule.endsWith('.'))).toEqual([]);
});

describe('what always holds', () => {
  test.each<[Partial<Observation>, string, Setting?]>([
    [
      { ending: { state: 'timed-out', afterMs: 20_000 }, stdout: '', stderr: 'last words' },
      'ends: it ends by itself within 20,000 ms | still running, so it was killed; the origin had seen 1 requests; on stderr: "last words"',
    ],
    [
      { ending: { state: 'flooded', stream: 'stderr' } },
      'ends: an end of what it prints | stderr without end, so it was killed',
    ],
    [
      { stderr: 'x\nTraceback (most recent call last):\n  File' },
      'no-traceback: stderr without "Traceback (most recent call last)" | "x\\nTraceback (most recent call last):\\n  File"',
    ],
    [
      { stderr: 'Error: x\n    at file:1:2\n' },
      'no-traceback: stderr without "at" | "Error: x\\n    at file:1:2\\n"',
    ],
    [
      { stdout: JSON.stringify({ ...summary(), colour: 1 }) },
      'summary-form: a summary as its schema says | the document has an unknown field colour',
    ],
    [
      { stdout: said({ variant: 'other' }) },
      'summary-form: the summary of fake/good | the summary of fake/other',
    ],
    [
      {
        records: lines([record(), record()]),
        stdout: said({ downloads: { total: 2, ok: 2, failed: 0, skipped: 0, cancelled: 0 } }),
      },
      'records-form: records as their schema says | job 0 is there twice',
    ],
    [
      { stdout: said({ downloads: { total: 2, ok: 2, failed: 0, skipped: 0, cancelled: 0 } }) },
      'all-recorded: summary with total 1, ok 1, as the records have it | total 2, ok 2',
    ],
    [
      {
        stdout: said({ downloads: { total: 1, ok: 0, failed: 1, skipped: 0, cancelled: 0 } }),
        records: lines([failed()]),
        ending: { state: 'exited', code: 1 },
        after: { dir: tree({}), outside: tree({}) },
      },
      'errors-counted: at least 1 in errors, one a failed download | 0',
    ],
    [
      { records: lines([record({ startNs: 5, firstByteNs: 4 })]) },
      'times: times of job 0 in order | {\\"startNs\\":5,\\"firstByteNs\\":4,\\"endNs\\":20,\\"durationNs\\":100}',
    ],
    [
      { records: lines([record({ endNs: 101 })]) },
      'times: times of job 0 in order | {\\"startNs\\":0,\\"firstByteNs\\":10,\\"endNs\\":101,\\"durationNs\\":100}',
    ],
    [{ stdout: said({ peakInFlight: 5 }) }, 'in-flight: at most 4 in flight | peakInFlight 5'],
    [
      { ending: { state: 'exited', code: 1 } },
      'exit-code: exit code 0, because 0 of 1 records failed | exit code 1',
    ],
    [
      { records: lines([failed()]), stdout: failedSummary, after: { dir: tree({}), outside: tree({}) } },
      'exit-code: exit code 1, because 1 of 1 records failed | exit code 0',
    ],
    [
      { after: { dir: tree({}), outside: tree({}) } },
      'ok-files: file a.bin with 5 bytes, because its record is ok | no a.bin',
    ],
    [
      { after: { dir: tree({ 'a.bin': other('link', 'x') }), outside: tree({}) } },
      'ok-files: file a.bin with 5 bytes, because its record is ok | a.bin (a link to x)',
    ],
    [
      { after: { dir: tree({ 'a.bin': file('hello', { links: 2 }) }), outside: tree({}) } },
      'ok-files: file a.bin with 5 bytes, because its record is ok | a.bin has 2 names: it shares its inode',
    ],
    [
      { after: { dir: tree({ 'a.bin': file('hello', { mode: 0o600 }) }), outside: tree({}) } },
      `ok-files: file a.bin with 5 bytes, because its record is ok | a.bin has mode 0600, and the umask makes it 0${(0o666 & ~process.umask()).toString(8)}`,
    ],
    [
      { after: { dir: tree({ 'a.bin': file('HELLO') }), outside: tree({}) } },
      'whole-files: a.bin with a whole file as served, or no a.bin | a.bin with 5 bytes that are none of the served files',
    ],
    [
      { records: lines([record({ sha256: '0'.repeat(64) })]) },
      `digests: sha256 ${hash('sha256', 'hello')} in the record of a.bin | ${'0'.repeat(64)}`,
    ],
    [
      { after: { dir: tree({ 'a.bin': file('hello') }), outside: tree({ x: file('y') }) } },
      'inside-dir: everything outside DIR as it was | x is new (1 byte)',
    ],
    [{ strangers: ['TMPDIR/x'] }, 'inside-dir: everything outside DIR as it was | TMPDIR/x is new'],
    [
      { stderr: 'http://user:s3cr3t@h/' },
      'no-secrets: no password in stderr | "http://user:s3cr3t@h/" in stderr',
    ],
    [
      { after: { dir: tree({ 'a.bin': file('hello'), 'b.part.json': file('s3cr3t') }), outside: tree({}) } },
      'no-secrets: no password in b.part.json | "s3cr3t" in b.part.json',
    ],
    [
      { sight: { requests: [request()], connects: [], connections: 6 } },
      'connections: at most 5 connections with -j 4 | 6 for 1 requests',
    ],
    [
      { leftRunning: ['sleep'] },
      'nothing-left-running: no process of its after its end | sleep still running, so it was killed',
    ],
  ])('%# %j', (over, misfit, setting) => {
    expect(judge(over, setting)).toEqual([misfit]);
  });
});

describe('what is no misfit', () => {
  const old = file('old');
  test.each<[string, Partial<Observation>, Setting?]>([
    [
      'an unbounded variant in flight',
      { stdout: said({ peakInFlight: 9 }) },
      { variant: { unbounded: true } },
    ],
    [
      'connections of one that keeps the seed’s way',
      { sight: { requests: [], connects: [], connections: 99 } },
      { variant: { faithful: true } },
    ],
    [
      'connections after answers that end them',
      { sight: { requests: [], connects: [], connections: 99 } },
      { served: { keepsConnections: false } },
    ],
    [
      'a connection for each answer that was cut or no success',
      {
        sight: {
          requests: [request({ status: 416 }), request({ complete: false })],
          connects: [],
          connections: 7,
        },
      },
    ],
    [
      'connections opened over a long time',
      {
        sight: { requests: [request(), request({ requestNs: 4e9 })], connects: [], connections: 99 },
      },
    ],
    [
      'a file from before that is none of the served',
      {
        before: { dir: tree({ old }), outside: tree({}) },
        after: { dir: tree({ 'a.bin': file('hello'), old }), outside: tree({}) },
      },
    ],
    ['a part', { after: { dir: tree({ 'a.bin': file('hello'), 'b.part': file('he') }), outside: tree({}) } }],
    [
      'any content where a script makes it up',
      { after: { dir: tree({ 'a.bin': file('HELLO') }), outside: tree({}) } },
      { served: { whole: null } },
    ],
    [
      'no summary and no records after exit 3',
      {
        ending: { state: 'exited', code: 3 },
        stdout: '',
        records: null,
        after: { dir: null, outside: tree({}) },
      },
    ],
    [
      'a file that a link inside DIR leads to',
      {
        records: lines([record({ path: 'x/a.bin' })]),
        after: {
          dir: tree({ x: other('link', 'real'), real: other('folder'), 'real/a.bin': file('hello') }),
          outside: tree({}),
        },
      },
    ],
    [
      'a DIR below the one that is looked at',
      {
        asked: { ...observation().asked, below: 'x/' },
        after: { dir: tree({ 'x/a.bin': file('hello') }), outside: tree({}) },
      },
    ],
  ])('%s', (_what, over, setting) => {
    expect(judge(over, setting)).toEqual([]);
  });
});

test('an act that never came to pass is told', () => {
  expect(judge({ missed: ['SIGINT once 2 requests had been seen'] })).toEqual([
    'act: SIGINT once 2 requests had been seen | it ended before that',
  ]);
});

test('no DIR where nothing may be written', () => {
  const expectation = { expect: { exit: 2, files: null }, files: null, outside: null };
  const judged = (over: Partial<Observation>) =>
    judgeStep(
      expectation,
      observation({ ending: { state: 'exited', code: 2 }, stdout: '', records: null, ...over }),
      VARIANT,
      SERVED,
    ).map(({ check, seen }) => `${check}: ${seen}`);
  const outside = tree({});
  expect(judged({ after: { dir: null, outside } })).toEqual([]);
  expect(judged({ after: { dir: tree({}), outside } })).toEqual(['files: DIR was made']);
});
