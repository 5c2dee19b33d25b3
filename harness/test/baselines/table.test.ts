import { describe, expect, test } from 'vitest';
import {
  baselineOf,
  compareWithBaseline,
  renderBaselineJson,
  renderBaselineTable,
} from '../../src/baselines/index.ts';
import { ASCII } from '../../src/report/glyphs.ts';
import { input, noisyMemory, provenanceOf, rowRuns, side, times, type Over } from './support.ts';

const stored = [
  ...rowRuns({ memory: noisyMemory(1, 24, 0.01) }),
  ...rowRuns({ variant: 'b/two', connections: [10, 11, 12, 10, 11, 12, 10, 11, 12, 10] }),
  ...rowRuns({ variant: 'c/three' }),
];
const now = [
  ...rowRuns({ memory: noisyMemory(2, 27, 0.01), connections: times(10, 30), failed: 2 }),
  ...rowRuns({
    variant: 'b/two',
    connections: [10, 11, 12, 10, 11, 12, 10, 11, 12, 10],
    requests: times(10, 29),
    summary: { libraries: { transfer: '9.0.0' } },
  }),
  ...rowRuns({ variant: 'd/four' }),
];

function reportOf(over: Over = {}): ReturnType<typeof compareWithBaseline> {
  return compareWithBaseline(baselineOf(input(stored)), {
    ...input(now),
    revision: side('the work tree'),
    ...over,
  });
}

function drawn(over: Over = {}, columns = 80): string {
  return renderBaselineTable(reportOf(over), { columns, colour: false });
}

test('every comparison with its figures, every reason once', () => {
  expect(drawn()).toMatchInlineSnapshot(`
    "Then: main, recorded 2026-01-02 03:04 UTC.
    Now: the work tree.

    seed

    variant  metric            then       now   change  verdict
    ────────────────────────────────────────────────────────────────────
    a/one    peak memory   24.1 MiB  27.1 MiB  +12.7 %  regressed 1
    a/one    connections         10        30           regressed 2
    a/one    requests            30        30           unchanged
    a/one    bytes resent         0         0           unchanged
    a/one    failures       0 of 10   2 of 12           inconclusive 3
    b/two    peak memory   20.0 MiB  20.0 MiB           not comparable 4
    b/two    connections      10–12     10–12           inconclusive 5
    b/two    requests            30        29           improved 6
    b/two    bytes resent         0         0           unchanged
    b/two    failures       0 of 10   0 of 10           unchanged

    1. Peak memory: 23.9 MiB to 24.4 MiB in 10 runs then, 26.9 MiB to 27.7 MiB in 10
       now, +12.7 %, by chance 1 in 92,378.
    2. Connections: 10 in 10 runs then, 30 in 10 now, by chance 1 in 92,378.
    3. Failures: 0 of 10 runs then, 2 of 12 runs now: of runs that are alike that
       has a chance of 57 %, too much among all comparisons. Run \`fairfetch check
       --base=REF\`: it runs the base again, beside the candidate.
    4. Other versions: transfer was 8.20.0, now it is 9.0.0, and peak memory depends
       on that. Record the baseline anew here: \`fairfetch check --record FILE\`, or
       run \`fairfetch check --base=REF\`, which runs the base beside the candidate.
    5. Connections: 10 to 12 in 10 runs then, 10 to 12 in 10 now: counts vary, and
       overlap. Run \`fairfetch check --base=REF\`: it runs the base again, beside the
       candidate.
    6. Requests: 30 in 10 runs then, 29 in 10 now, by chance 1 in 92,378.

    Stored, and not run now: c/three in seed.
    Run now, and not stored: d/four in seed.
    2 of 12 runs of a/one in seed failed, and are counted in failures alone: exited
      with code 1.

    Regressed. Differences are told at a level of 1 %, corrected for 10 comparisons
    (Holm). Times are not compared with stored ones: \`fairfetch check --base=REF\`
    runs the base again.
    "
  `);
});

test('one reason that many rows have is told once', () => {
  const text = drawn({ seed: 8 });
  expect(text.match(/not comparable 1$/gm)).toHaveLength(10);
  expect(text.match(/The seed was 7, now it is 8/g)).toHaveLength(1);
  expect(text).toContain('Nothing of this baseline can be compared with these runs.');
});

test.each([64, 80, 200])('no line is longer than %d', (columns) => {
  const over = { provenance: provenanceOf({ cpuModel: 'Another Processor of a Very Long Name 9000' }) };
  const lines = drawn(over, columns).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
});

test('a name too long for the terminal is cut', () => {
  const variant = `a/${'long'.repeat(12)}`;
  const runs = rowRuns({ variant });
  const report = compareWithBaseline(baselineOf(input(runs)), input(runs));
  const text = renderBaselineTable(report, { columns: 80, colour: false });
  expect(text).toContain('a/longlong');
  expect(text).toContain('…');
  expect(text).not.toContain(variant);
});

test('bytes that vary do not make the table wider than a terminal', () => {
  const bodyBytes = [1e10, 2e10, 3e10, 4e10, 5e10, 6e10, 7e10, 8e10, 9e10, 1e11];
  const runs = rowRuns({ variant: 'backend/variant', bodyBytes });
  const report = compareWithBaseline(baselineOf(input(runs)), input(runs));
  const lines = renderBaselineTable(report, { columns: 80, colour: false }).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines.join('\n')).toMatch(/bytes resent +51 GiB +51 GiB/);
});

test('what a terminal without Unicode cannot show is not there', () => {
  const text = renderBaselineTable(reportOf(), { columns: 80, colour: false, glyphs: ASCII });
  // oxlint-disable-next-line no-control-regex -- ASCII is what is asked for
  expect(text).toMatch(/^[\u0000-\u007F]*$/);
});

describe('colours', () => {
  const coloured = renderBaselineTable(reportOf(), { columns: 80, colour: true });

  test('a row has that of its verdict', () => {
    expect(coloured).toContain('\u001B[31mregressed');
    expect(coloured).toContain('\u001B[32mimproved');
    expect(coloured).toContain('\u001B[33minconclusive');
  });

  test('and they move nothing', () => {
    // oxlint-disable-next-line no-control-regex -- escape sequences are what is taken out
    expect(coloured.replaceAll(/\u001B\[\d+m/g, '').replaceAll(/ +$/gm, '')).toBe(drawn());
  });
});

test('JSON is the report as it is', () => {
  const report = reportOf();
  expect(JSON.parse(renderBaselineJson(report))).toEqual(report);
});
