import { check } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { renderConformance, renderJunit } from '../../../src/conformance/report/index.ts';
import { failure, finding, report, reportCase, variant } from './support.ts';

const CASES = [
  reportCase('names/long', 'races'),
  reportCase('resume/no-ranges', 'races'),
  reportCase('names/other-long-name-of-a-case', 'downloads'),
  reportCase('resume/across-runs', 'trusted'),
];
const VARIANTS = [
  variant('a/trusted', 'trusted'),
  variant('b/racer', 'races'),
  variant('c/seed', 'races', true),
];
const OUTCOMES = {
  'a/trusted resume/across-runs': failure(
    finding(),
    finding({
      check: 'whole-files',
      rule: 'A file under its final name is always whole.',
      expected: 'file a.bin with 65,536 bytes as served',
      seen: 'a.bin with 65,536 bytes that differ first at byte 4,096',
      step: 1,
    }),
  ),
  'b/racer names/other-long-name-of-a-case': failure(finding()),
  'c/seed names/long': { state: 'skipped', reason: 'no mount here' },
} as const;
const REPORT = report(CASES, VARIANTS, OUTCOMES);

/** What is to be copied stays on one line. */
function tooLong(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.length > 80 && !/^ {2}(repeat|kept) /.test(line));
}

describe('the report', () => {
  test('is as its schema says', () => {
    expect(check('conformance-report', JSON.parse(JSON.stringify(REPORT)))).toMatchObject({ state: 'valid' });
  });

  test('counts what is asked, and says where everybody stands', () => {
    expect(REPORT.totals).toEqual({ passed: 6, failed: 1, skipped: 1, next: 1 });
    expect(REPORT.variants.map(({ id, reached, next }) => [id, reached, next])).toEqual([
      ['a/trusted', 'downloads', 'resume/across-runs'],
      ['b/racer', 'races', 'names/other-long-name-of-a-case'],
      ['c/seed', 'races', null],
    ]);
  });

  test.each([
    ['some cases only', { allCases: false }],
    ['one that was stopped', { complete: false }],
    ['another server', { against: 'nginx 1.22' }],
  ])('of %s says no level', (_what, over) => {
    const standing = report(CASES, VARIANTS, OUTCOMES, over).variants;
    expect(standing.map(({ reached }) => reached)).toEqual([null, null, null]);
  });

  test('of one who fails at the first level says so', () => {
    const [standing] = report(CASES, VARIANTS, { 'a/trusted names/long': failure(finding()) }).variants;
    expect(standing).toMatchObject({ reached: 'none', next: 'names/long' });
  });
});

test('the text for a terminal', () => {
  const text = renderConformance(REPORT, { columns: 80, results: 'results/x' });
  expect(tooLong(text)).toEqual([]);
  expect(text).toMatchInlineSnapshot(`
    "A a/trusted (trusted)
    B b/racer (races)
    C c/seed (races)
    next: not passed yet, of the level above the declared one; skip: not possible on
    this machine; -: of a level not run

                                A    B    C
    names
      long                      ok   ok   skip
      other-long-name-of-a-case ok   next -
    resume
      no-ranges                 ok   ok   ok
      across-runs               FAIL -    -

    FAIL a/trusted resume/across-runs (trusted): all about across-runs
      rule      The rule of across-runs.
      expected  exit code 0
      seen      exit code 1
      rule      A file under its final name is always whole.
      expected  file a.bin with 65,536 bytes as served
      seen      a.bin with 65,536 bytes that differ first at byte 4,096
      stderr    last words
      repeat    npx fairfetch conform --only a/trusted --case resume/across-runs
      kept      results/x/kept/across-runs

    next b/racer names/other-long-name-of-a-case (downloads): all about
      other-long-name-of-a-case
      rule      The rule of other-long-name-of-a-case.
      expected  exit code 0
      seen      exit code 1
      stderr    last words
      repeat    npx fairfetch conform --only b/racer --case names/other-long-name-of-a-case
      kept      results/x/kept/other-long-name-of-a-case

    a/trusted  declares trusted, reaches downloads: 3 of 4 passed; next case to
               mend: resume/across-runs (trusted)
    b/racer    declares races, reaches races: 2 of 2 passed; next case to mend:
               names/other-long-name-of-a-case (downloads)
    c/seed     declares races, reaches races: 1 of 1 passed

    conformance: 6 passed, 1 failed, 1 skipped
    "
  `);
});

test('eleven variants that fail fit 80 columns', () => {
  const many = Array.from({ length: 11 }, (_, index) => variant(`backend/number-${index}`, 'trusted'));
  const outcomes = Object.fromEntries(
    many.map(({ id }) => [`${id} names/other-long-name-of-a-case`, failure(finding())]),
  );
  const text = renderConformance(report(CASES, many, outcomes), { columns: 80, results: 'r' });
  expect(tooLong(text)).toEqual([]);
  expect(text).toContain('  other-long-name-of-a-c… FAIL FAIL FAIL FAIL FAIL FAIL FAIL FAIL FAIL FAIL FAIL');
});

test('the command that does it again asks for the level it needs', () => {
  const cases = [reportCase('g/far', 'trusted')];
  const racer = variant('a/x', 'races');
  const cell = { suiteCase: reportCase('g/far', 'trusted'), variant: racer, counted: false };
  const results = [{ cell, outcome: failure(finding()), kept: null }];
  const again = report(cases, [racer], {}, { results, against: 'nginx 1.22' });
  expect(renderConformance(again, { columns: 80, results: 'r' })).toContain(
    'npx fairfetch conform --only a/x --case g/far --level trusted --against nginx\n',
  );
});

test('what nobody could look at is counted', () => {
  const outcome = { state: 'passed', durationMs: 5, unwitnessed: ['requests', 'requests', 'gaps'] } as const;
  const against = report(
    CASES,
    VARIANTS,
    { 'a/trusted names/long': outcome },
    { against: 'http-server 3.11' },
  );
  expect(renderConformance(against, { columns: 200, results: 'r' })).toContain(
    '\n3 expectations were not looked at, because http-server 3.11 does not tell: 2 of requests, 1 of gaps.\n',
  );
});

test('who fails more than a screenful is told some of it', () => {
  const cases = Array.from({ length: 20 }, (_, index) => reportCase(`g/n${index}`, 'races'));
  const outcomes = Object.fromEntries(cases.map(({ id }) => [`a/x ${id}`, failure(finding())]));
  const text = renderConformance(report(cases, [variant('a/x', 'races')], outcomes), {
    columns: 80,
    results: 'r',
  });
  expect(text.match(/^FAIL a\/x/gm)).toHaveLength(12);
  expect(text).toContain('a/x: 8 more failed; conformance.json has them all');
});

test('JUnit: next is skipped, and what XML cannot say is replaced', () => {
  const outcomes = {
    'a/x g/n0': failure(finding({ seen: '<\u0001>"&"' })),
    'a/x g/n1': failure(finding()),
  };
  const cases = [reportCase('g/n0', 'races'), reportCase('g/n1', 'downloads')];
  const xml = renderJunit(report(cases, [variant('a/x', 'races'), variant('b/y', 'races', true)], outcomes));
  expect(xml).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="conformance">
      <testsuite name="a/x" tests="2" failures="1" errors="0" skipped="1" time="0.014">
        <testcase classname="a/x" name="g/n0" time="0.007">
          <failure message="(races) expected exit code 0, seen &lt;�&gt;&quot;&amp;&quot;">rule: The rule of n0.
    expected (step 1): exit code 0
    seen: &lt;�&gt;"&amp;"
    stderr:
    first
    last words</failure>
        </testcase>
        <testcase classname="a/x" name="g/n1" time="0.007">
          <skipped message="(downloads) expected exit code 0, seen exit code 1"/>
        </testcase>
      </testsuite>
      <testsuite name="b/y" tests="1" failures="0" errors="0" skipped="0" time="0.005">
        <testcase classname="b/y" name="g/n0" time="0.005"/>
      </testsuite>
    </testsuites>
    "
  `);
});
