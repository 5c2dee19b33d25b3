import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { renderCheckTable, verdictLine } from '../../src/check-report/index.ts';
import { ASCII, UNICODE } from '../../src/report/glyphs.ts';
import { counted, exact, failures, lane, report } from './fixtures.ts';
import * as reports from './reports.ts';

const tableOf = (of: typeof reports.PASSED, columns: number) =>
  renderCheckTable(of, { columns, colour: false, glyphs: UNICODE });

/** What is to be copied stays on one line. */
function tooLong(text: string, columns: number): readonly string[] {
  return text.split('\n').filter((line) => line.length > columns && !/^ {4}(npm|npx) /.test(line));
}

test('a planted regression', () => {
  expect(`\n${tableOf(reports.REGRESSED, 80)}`).toMatchInlineSnapshot(`
    "
    regressed: a/one time +12.3 %, connections 10 → 30

    base       main (1a2b3c4d5e) Read the list line by line
    candidate  the work tree (9f8e7d6c5b, with uncommitted changes)
    scenario seed; 42 to 60 blocks of base, candidate and base again, in random
      order
    1 min 3 s of racing (at most 1 min 0 s for each variant and scenario) after 48 s
      of preparation; seed 7

    metric      base candidate  change       interval  least verdict
                                                 in %   seen
    ─────────────────────────────────────────────────────────────────────────────
    a/one  60 blocks in 31 s, until all was decided
    time ms     97.2     109.2 +12.3 % +11.1 to +13.6 +6.1 % regressed
    CPU ms      41.5      42.2  +1.7 %   +0.6 to +2.8 +6.1 % no change beyond 5 %
    memory MiB  21.4      21.4   0.0 %   −1.0 to +1.1 +6.1 % no change beyond 5 %
    connections   10        30 10 → 30              -      - regressed

    b/two  42 blocks in 31 s, until all was decided
    time ms     97.2      97.6  +0.4 %   −0.7 to +1.5 +6.1 % no change beyond 5 %
    CPU ms      41.5      41.2  −0.7 %   −1.8 to +0.4 +6.1 % no change beyond 5 %
    memory MiB  21.4      21.4   0.0 %   −1.0 to +1.1 +6.1 % no change beyond 5 %

    Why it regressed
    - a/one: time +12.3 %, connections 10 → 30
      - 30 connections where there were 10
      - most of the difference is connecting, handshakes included: 31 ms where it
        was 10 ms

    Not in the table
    - a/one: the same in every run: requests and bytes resent; no run failed; every
      conformance case comes out the same
    - b/two: the same in every run: connections, requests and bytes resent; no run
      failed; every conformance case comes out the same

    Other variants
    - not reached by the change: c/three, c/four

    What to do next
    - Repeat it with the same orders of runs (at 9f8e7d6c5b4a with the same
      changes):
        npm run check -- --base=1a2b3c4d5e6f --only a/one --seed 7
    - Where it is meant, say so in the change: once that is merged it is the base of
      the next check.

    change: candidate over both copies of the base, block by block (not the quotient
    of the medians beside it); least seen: a candidate that truly takes so much more
    is called regressed in four such sessions out of five; regressed: the candidate
    takes more by at least what matters, and p, adjusted by Holm for 14 comparisons,
    is at most 1 %; intervals hold the truth with 95 % confidence, however often
    they were looked at.
    No room for p, drawn: the files of the results have them.
    "
  `);
});

test('in a wide terminal there is room for all of it, drawn as well', () => {
  const lines = tableOf(reports.MIXED, 140).split('\n');
  const from = lines.findIndex((line) => line.startsWith('metric'));
  expect(`\n${lines.slice(from, from + 15).join('\n')}\n`).toMatchInlineSnapshot(`
    "
    metric        base  candidate      change       interval    least        p  verdict                       drawn
                                                        in %     seen                                         −10.0 %          +20.0 %
    ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    a/one  60 blocks in 1 min 0 s, to the end of the budget
    time ms       97.2      100.2      +3.1 %   −2.1 to +8.6  +11.8 %   0.0412  inconclusive: imprecise           ·  ────┼────
    CPU ms        41.5       37.8      −9.0 %  −10.0 to −8.0   +6.1 %  <0.0001  improved                      ─┼╴ ·   ┊   ·
    memory MiB    21.4       25.7     +20.0 %              -        -     1.00  inconclusive: few blocks          ·   ┊   ·          │
    connections  10–12      11–13      varies              -        -     1.00  inconclusive: counts vary
    resent KiB     724          0     724 → 0              -        -  <0.0001  improved
    conformance      -          -  1 unsteady              -        -        -  inconclusive: cases unsteady

    b/two  60 blocks in 31 s, until all was decided
    time ms       97.2       97.6      +0.4 %   −0.7 to +1.5   +6.1 %     1.00  no change beyond 5 %              ·   ─┼╴ ·
    CPU ms        41.5       41.2      −0.7 %   −1.8 to +0.4   +6.1 %     1.00  no change beyond 5 %              ·  ─┼╴  ·
    memory MiB    21.4       21.4       0.0 %   −1.0 to +1.1   +6.1 %     1.00  no change beyond 5 %              ·  ╶┼─  ·
    "
  `);
  expect(lines.join('\n')).not.toContain('No room for');
});

describe.each(Object.entries(reports.REPORTS))('%s', (_name, of) => {
  test.each([60, 80, 140])('fits into %i columns', (columns) => {
    expect(tooLong(tableOf(of, columns), columns)).toEqual([]);
  });

  test('begins with the verdict', () => {
    const text = renderCheckTable(of, { columns: 80, colour: false, glyphs: ASCII });
    const [first = ''] = text.split('\n\n');
    expect(first.replaceAll(/\s+/g, ' ')).toBe(verdictLine(of));
  });

  test('without colour it has no escapes, and with colour the same text', () => {
    const bare = tableOf(of, 80);
    expect(bare).not.toMatch(/[^\P{Cc}\n]/u);
    const painted = renderCheckTable(of, { columns: 80, colour: true, glyphs: UNICODE });
    expect(painted).toContain('\u001B[');
    const trimmed = stripVTControlCharacters(painted)
      .split('\n')
      .map((line) => line.trimEnd());
    expect(trimmed).toEqual(bare.split('\n').map((line) => line.trimEnd()));
  });

  test('never says that nothing changed without saying beyond what', () => {
    const text = tableOf(of, 140).replaceAll('┊ no change', '');
    for (const [words] of text.matchAll(/no change.{0,12}/g)) {
      expect(words).toMatch(/^no change( beyond \d|$| and at what)/);
    }
  });

  test('ends no line with blanks', () => {
    expect(tableOf(of, 80)).not.toMatch(/ \n/);
  });
});

test('a terminal that knows ASCII gets ASCII', () => {
  for (const of of [reports.REGRESSED, reports.MIXED, reports.SHARD]) {
    const text = renderCheckTable(of, { columns: 140, colour: false, glyphs: ASCII });
    expect(text).toMatch(/^[\n -~]*$/);
  }
});

test('columns give way by turns, and it is said which', () => {
  const notices = [200, 120, 100, 80, 60, 50].map(
    (columns) =>
      /No room for ([^:]*):/.exec(tableOf(reports.REGRESSED, columns).replaceAll(/\s+/g, ' '))?.[1] ?? 'none',
  );
  expect(notices).toEqual([
    'none',
    'none',
    'drawn',
    'p, drawn',
    'base, candidate, least seen, p, drawn',
    'base, candidate, interval, least seen, p, drawn',
  ]);
});

test('what is the same has no row, but every run that fails is told', () => {
  const same = report([exact('requests', counted(30), counted(30)), failures(counted(0), counted(0))], {
    lanes: [lane()],
  });
  expect(tableOf(same, 80)).toContain('- the same in every run: requests; no run failed');
  expect(tableOf(same, 80)).not.toContain('metric');
  const failing = report([failures(counted(1), counted(1))], { lanes: [lane()] });
  expect(tableOf(failing, 80)).toMatch(/^failed runs +all +all +same .* the same in every run$/m);
});

test('groups that are the same are told together', () => {
  expect(tableOf(reports.PASSED, 200)).toContain(
    '- everywhere: the same in every run: connections, requests and bytes resent; no run failed',
  );
});

function next(of: typeof reports.PASSED): readonly string[] {
  return /What to do next\n((?:.+\n)+)/.exec(tableOf(of, 200))?.[1]?.trimEnd().split('\n') ?? [];
}

test('what to do next, by what came out', () => {
  expect(next(reports.PASSED)).toEqual([]);
  expect(next(reports.REGRESSED)).toEqual([
    '- Repeat it with the same orders of runs (at 9f8e7d6c5b4a with the same changes):',
    '    npm run check -- --base=1a2b3c4d5e6f --only a/one --seed 7',
    '- Where it is meant, say so in the change: once that is merged it is the base of the next check.',
  ]);
  expect(next(reports.MIXED)).toEqual([
    '- Decide what is open with more runs (at 9f8e7d6c5b4a with the same changes):',
    '    npm run check -- --base=1a2b3c4d5e6f --only a/one --budget 540s --seed 7',
    '- What is not decided lets the check pass here; with --inconclusive fail it does not.',
  ]);
  expect(next({ ...reports.MIXED, budget: { seconds: null, blocks: 60 } })[1]).toBe(
    '    npm run check -- --base=1a2b3c4d5e6f --only a/one --blocks 540 --seed 7',
  );
  expect(next(reports.CANNOT_JUDGE)[1]).toBe(
    '    npm run check -- --base=1a2b3c4d5e6f --only a/one --only b/two --seed 7',
  );
  expect(next(reports.BROKEN)[1]).toBe('    npm run conform -- --only a/one --case names/long');
  expect(next(reports.COMMANDS)).toEqual([
    '- Repeat it with the same orders of runs:',
    "    npx fairfetch check --a './old --say '\\''hi'\\''' --b ./new --seed 7",
  ]);
  expect(next(reports.SHARD)[1]).toBe('    npx fairfetch merge DIR DIR');
  expect(next(reports.STOPPED)).toEqual([
    '- It was stopped: let it run to its end for a verdict on all.',
    '    npm run check -- --base=1a2b3c4d5e6f --only a/one --seed 7',
    '- What is not decided does not let the check pass here; with --inconclusive pass it does.',
  ]);
  expect(next(reports.NOTHING)).toEqual([
    '- Name another --base, or change something: uncommitted changes count.',
  ]);
});
