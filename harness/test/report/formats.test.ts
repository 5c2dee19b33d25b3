import { check } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { renderCsv, renderJson, renderMarkdown, renderTable } from '../../src/report/index.ts';
import { only } from '../support/report-of.ts';
import { tenRows } from '../support/ten-rows.ts';

const report = tenRows();
const rows = only(report).rows;

/** RFC 4180, written apart from the code that writes it. */
function readCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)))
    .map((cells) => cells.map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? ''));
  const [names = [], ...body] = lines;
  return body.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])));
}

function readMarkdown(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));
}

const csv = readCsv(renderCsv(report));

/** A figure of the CSV as a person reads it. */
const rounded = (index: number, name: string, size: number, decimals: number): string => {
  const text = csv[index]?.[name] ?? '';
  return text === '' ? '-' : (Number(text) / size).toFixed(decimals);
};

describe('CSV', () => {
  test('has a line a row, each with as many cells as names', () => {
    expect(csv.map((line) => line['variant'])).toEqual(rows.map(({ variant }) => variant));
    expect(csv.every((line) => Object.keys(line).length === Object.keys(csv[0] ?? {}).length)).toBe(true);
  });

  test('carries raw figures, the unit in the name; missing is empty', () => {
    expect(Object.keys(csv[0] ?? {})).toMatchInlineSnapshot(`
      [
        "scenario",
        "source",
        "concurrency",
        "downloads",
        "bytesTotal",
        "blocks",
        "blocksPlanned",
        "idealNs",
        "variant",
        "title",
        "state",
        "runs",
        "failedRuns",
        "wallNsMedian",
        "wallNsLow",
        "wallNsHigh",
        "insideNsMedian",
        "insideNsLow",
        "insideNsHigh",
        "ratioToFastest",
        "ratioPairs",
        "percentOfIdeal",
        "cpuNsMedian",
        "cpuNsLow",
        "cpuNsHigh",
        "peakRssBytesMedian",
        "peakRssBytesLow",
        "peakRssBytesHigh",
        "connectionsMedian",
        "connectionsLow",
        "connectionsHigh",
        "peakInFlightMedian",
        "peakInFlightLow",
        "peakInFlightHigh",
        "filesOk",
        "filesExpected",
        "bytesMedian",
        "bytesLow",
        "bytesHigh",
        "notes",
      ]
    `);
    for (const [index, row] of rows.entries()) {
      const number = (name: string): number | null =>
        csv[index]?.[name] === '' ? null : Number(csv[index]?.[name]);
      expect({
        wallNs: [number('wallNsMedian'), number('wallNsLow'), number('wallNsHigh')],
        insideNs: number('insideNsMedian'),
        ratio: number('ratioToFastest'),
        percentOfIdeal: number('percentOfIdeal'),
        cpuNs: number('cpuNsMedian'),
        peakRssBytes: number('peakRssBytesMedian'),
        connections: number('connectionsMedian'),
        peakInFlight: number('peakInFlightMedian'),
        filesOk: number('filesOk'),
      }).toEqual({
        wallNs: [row.wallNs?.median ?? null, row.wallNs?.low ?? null, row.wallNs?.high ?? null],
        insideNs: row.insideNs?.median ?? null,
        ratio: row.ratioToFastest?.ratio ?? null,
        percentOfIdeal: row.percentOfIdeal,
        cpuNs: row.cpuNs?.median ?? null,
        peakRssBytes: row.peakRssBytes?.median ?? null,
        connections: row.connections?.median ?? null,
        peakInFlight: row.peakInFlight?.median ?? null,
        filesOk: row.filesOk,
      });
    }
  });

  test('quotes what must be quoted', () => {
    const odd = structuredClone(report);
    only(odd).notes = [{ code: 'odd', text: 'say "a", then\nb' }];
    only(odd).rows = only(odd)
      .rows.slice(0, 1)
      .map((row) => Object.assign(row, { notes: [0] }));
    expect(renderCsv(odd).endsWith(',"say ""a"", then\nb"\n')).toBe(true);
  });
});

describe('Markdown', () => {
  test('is a GitHub table with notes and where it is from', () => {
    expect(renderMarkdown(report)).toMatchInlineSnapshot(`
      "# Comparison

      ## seed: 30 small downloads over TLS

      - 30 downloads, 724 KiB, 10 in flight, HTTPS (HTTP/1.1), RTT 25 ms
      - 7 counted blocks after a warm-up, every variant once a block in random order, ideal time 125 ms

      | variant | time ms | quartiles ms | inside ms | ratio | % of ideal | CPU ms | peak MiB | conns | in flight | files ok | notes |
      | :--- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | :--- |
      | rust/seed-tokio | 97 | 96–100 | 77 | 1.00 | 77.0 | 36.5 | 9.8 | 30 | 30 | 30/30 | 1,2,3 |
      | rust/tokio | 145 | 143–149 | 125 | 1.49 | 86.0 | 54.5 | 6.2 | 14 | 10 | 30/30 | 4 |
      | rust/threads | 152 | 150–156 | 132 | 1.56 | 82.3 | 57.0 | 5.1 | 10 | 10 | 30/30 |  |
      | undici/event-loop | 215 | 211–220 | 195 | 2.20 | 58.2 | 80.5 | 71.3 | 10 | 10 | 30/30 |  |
      | python/threads | 230 | 227–233 | 210 | 2.37 | 54.3 | 86.3 | 30.8 | 11 | 11.5 | 29/30 | 5 |
      | undici/fetch | 301 | 297–309 | 281 | 3.09 | 41.5 | 113.0 | 92.8 | 10 | 10 | 30/30 |  |
      | python/seed-asyncio | 323 | 318–331 | 303 | 3.31 | 23.2 | 121.0 | 61.7 | 30 | 30 | 30/30 | 1,3,6 |
      | python/seed-threads | 604 | 595–619 | 584 | 6.20 | 20.7 | 226.5 | 58.2 | 30 | 10 | 30/30 | 1,7 |
      | piscina/workers | failed | - | - | - | - | - | - | - | - | 0/30 | 8 |
      | go | not run | - | - | - | - | - | - | - | - | - | 9 |

      1. Kept as in the program this project began from, flaws included.
      2. How rust/seed-tokio works.
      3. Starts all 30 downloads at once, not 10; percent of ideal is held to that.
      4. In all 7 runs: 14 connections where 10 were asked.
      5. 1 of 7 runs failed (exit-code): exited with code 1.
      6. How python/seed-asyncio works.
      7. How python/seed-threads works.
      8. All 7 runs failed (timed-out): no end after 60 s; its group was killed.
      9. Skipped: go is not installed: needs 1.22 or later.

      - time: the whole process, from spawn to exit, median of the runs that were ok
      - quartiles: the middle half of those times lies between them
      - inside: from the first request to the last byte, by the origin's clock
      - ratio: time over the fastest row's time in the same block, median over the blocks
      - % of ideal: least time the modelled network allows, over the time
      - CPU: user and system time
      - peak memory: most that was resident at once, in the largest single process
      - connections: as many as the origin accepted
      - peak in flight: most requests the origin had open at once
      - files ok: right to the last byte, in the worst run

      These are figures, not verdicts: rows whose quartiles overlap may well be equally fast.

      <details><summary>Where this is from</summary>

      - Example CPU 3000, 2 cores, 8.0 GiB, load 0.25 before the race, Linux 6.1.0
      - files on tmpfs, seed 7, fairfetch 0.1.0 at 0123456789, Node 26.10.0, 2026-01-02T03:04:05.000Z
      - fairfetch-origin: 0.1.0
      - scenario seed: digest 242248455d97912adced48e3a32564ac93ba71529828ee87e2f3a8862cb6aff0
      - rust/tokio: How rust/tokio works
      - rust/threads: How rust/threads works
      - rust/seed-tokio: How rust/seed-tokio works
      - undici/event-loop: How undici/event-loop works
      - undici/fetch: How undici/fetch works
      - piscina/workers: How piscina/workers works
      - python/threads: How python/threads works
      - python/seed-threads: How python/seed-threads works
      - python/seed-asyncio: How python/seed-asyncio works

      </details>
      "
    `);
  });

  test('lets nothing from elsewhere become a cell, a tag or a link', () => {
    const odd = structuredClone(report);
    only(odd).notes = [{ code: 'odd', text: '| <img src=x> [a](b) `c` ~~d~~' }];
    only(odd).title = '<b>';
    const text = renderMarkdown(odd);
    expect(text).toContain(String.raw`1. \| \<img src=x\> \[a\](b) \`c\` \~\~d\~\~`);
    expect(text).toContain(String.raw`: \<b\>`);
  });
});

describe('JSON', () => {
  test('is the report, and fits its schema', () => {
    const read: unknown = JSON.parse(renderJson(report));
    expect(read).toEqual(report);
    expect(check('report', read)).toMatchObject({ state: 'valid' });
  });
});

describe('all formats carry the same figures', () => {
  const markdown = readMarkdown(renderMarkdown(report));
  const cellsOf = (index: number): readonly string[] => markdown[index + 2] ?? [];

  test('the cells of Markdown are the cells of the table', () => {
    const table = renderTable(report, { columns: 200, colour: false }).split('\n');
    for (const [index, row] of rows.entries()) {
      const line = table.find((each) => each.startsWith(`${row.variant} `)) ?? '';
      expect(line.trim().split(/ {2,}/)).toEqual(cellsOf(index).filter((cell) => cell.trim() !== ''));
    }
  });

  test('and those of CSV, rounded to what a person reads', () => {
    const heading = markdown[0] ?? [];
    const at = (index: number, name: string): string => cellsOf(index)[heading.indexOf(name)] ?? '';
    for (const [index, { state }] of rows.entries()) {
      if (state === 'ok' || state === 'partial')
        expect(at(index, 'time ms')).toBe(rounded(index, 'wallNsMedian', 1e6, 0));
      expect(at(index, 'inside ms')).toBe(rounded(index, 'insideNsMedian', 1e6, 0));
      expect(at(index, 'ratio')).toBe(rounded(index, 'ratioToFastest', 1, 2));
      expect(at(index, '% of ideal')).toBe(rounded(index, 'percentOfIdeal', 1, 1));
      expect(at(index, 'CPU ms')).toBe(rounded(index, 'cpuNsMedian', 1e6, 1));
      expect(at(index, 'peak MiB')).toBe(rounded(index, 'peakRssBytesMedian', 2 ** 20, 1));
      expect(at(index, 'conns')).toBe(rounded(index, 'connectionsMedian', 1, 1).replace('.0', ''));
      expect(at(index, 'in flight')).toBe(rounded(index, 'peakInFlightMedian', 1, 1).replace('.0', ''));
      expect(at(index, 'files ok').split('/')[0]).toBe(rounded(index, 'filesOk', 1, 0));
    }
  });
});
