import type { StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { renderCsv, renderMarkdown, renderTable } from '../../src/report/index.ts';
import { ceilingRuns, phasesOfWall } from '../support/ceiling-runs.ts';
import { readCsv } from '../support/read-formats.ts';
import { only, reportOf, rowOf } from '../support/report-of.ts';
import { okRun, session, variant } from '../support/session.ts';

const VARIANTS = [variant('rust/tokio'), variant('python/seed-threads', { reuse: false }), variant('a/old')];

/** Seven blocks; one row stands for results of a time before phases were kept. */
const BLOCKS = [0, 1, 2, 3, 4, 5, 6, 7];

function runs(id: string, wallMs: (block: number) => number, connecting: number): readonly StoredRun[] {
  return BLOCKS.map((block) =>
    okRun(id, block, wallMs(block), { phases: phasesOfWall(wallMs(block), connecting) }),
  );
}

const report = reportOf(
  [
    ...runs('rust/tokio', (block) => 100 + block, 0.04),
    ...runs('python/seed-threads', (block) => 300 - 7 * block, 0.6123),
    ...BLOCKS.map((block) => okRun('a/old', block, 500 + (block % 3))),
    ...ceilingRuns('net', [20, 21]),
  ],
  session({ variants: VARIANTS, blocks: 7 }),
);

describe('where the time went', () => {
  test.each([80, 120])('is a table of its own at %i columns, only when asked', (columns) => {
    const without = renderTable(report, { columns, colour: false });
    expect(without).not.toContain('Where the time went');
    const text = renderTable(report, { columns, colour: false, withTime: true });
    const from = text.indexOf('Where the time went');
    const lines = text.slice(from).split('\n');
    expect(lines.every((line) => line.length <= columns)).toBe(true);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('block: the run with the median time');
  });

  test('leaves out first what the files of the results tell as well', () => {
    const tables = [80, 84].map((columns) => {
      const text = renderTable(report, { columns, colour: false, withTime: true });
      return text.slice(text.indexOf('Where the time went')).split('\n').slice(2, 7).join('\n');
    });
    expect(tables.join('\n\n')).toMatchInlineSnapshot(`
      "variant             start inside tail   con- wait trans- idle no job    of
                             ms     ms   ms nect %    %  fer %    %      % block
      ──────────────────────────────────────────────────────────────────────────
      rust/tokio              5     96    3      4   96      0    0      0     4
      python/seed-threads     5    264    3     61   39      0    0      0     4

      variant             start inside tail   con- wait trans- idle no job origin    of
                             ms     ms   ms nect %    %  fer %    %      %  CPU % block
      ─────────────────────────────────────────────────────────────────────────────────
      rust/tokio              5     96    3      4   96      0    0      0      0     4
      python/seed-threads     5    264    3     61   39      0    0      0      0     4"
    `);
  });

  test('adds up, and names the run', () => {
    const { typicalRun, wallNs } = rowOf(report, 'python/seed-threads');
    expect(typicalRun?.block).toBe(4);
    const { startUpNs = 0, insideNs = 0, tailNs = 0 } = typicalRun?.phases ?? {};
    expect(startUpNs + insideNs + tailNs).toBe(wallNs?.median);
    expect(rowOf(report, 'a/old').typicalRun).toBeNull();
  });

  test('is said where it decides', () => {
    expect(only(report).notes.map(({ text }) => text)).toContain(
      'Setting up connections, TLS handshakes included, is most of what puts python/seed-threads (61 % of its slot time) behind rust/tokio (4 %).',
    );
  });

  test('is in CSV and Markdown without being asked for', () => {
    const line = readCsv(renderCsv(report)).find((each) => each['variant'] === 'python/seed-threads');
    expect(line).toMatchObject({ typicalBlock: '4', typicalStartUpNs: '5000000', typicalSlots: '10' });
    const markdown = renderMarkdown(report);
    expect(markdown).toMatch(
      /### Where the time went[^]*\| python\/seed-threads \| 5 \| 264 \| 3 \| 61 \| 39 \| 0 \| 0 \| 0 \| \d+ \| 4 \|/,
    );
    expect(markdown.slice(markdown.indexOf('###'))).not.toContain('| a/old');
  });

  test.each([
    ['seed', 'ceilings: the ideal time of the network (CPU of the origin 80 % busy), storing alone 9.0 ms'],
    ['small', 'ceilings: fetching alone 21 ms (CPU of the origin 80 % busy), storing alone 9.0 ms'],
  ])('the ceilings of %s are told with it', (scenario, line) => {
    const ceilings = [...ceilingRuns('net', [20, 21]), ...ceilingRuns('disk', [9, 9])];
    const told = reportOf(
      ceilings.map((run) => Object.assign(run, { scenario })),
      session({ scenarios: [scenario] }),
    );
    expect(renderTable(told, { columns: 100, colour: false })).toContain(line);
    expect(renderMarkdown(told)).toContain(line);
  });
});
