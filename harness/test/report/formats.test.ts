import { check } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { renderCsv, renderJson, renderMarkdown } from '../../src/report/index.ts';
import { readCsv } from '../support/read-formats.ts';
import { only } from '../support/report-of.ts';
import { tenRows } from '../support/ten-rows.ts';

const report = tenRows();
const rows = only(report).rows;

const csv = readCsv(renderCsv(report));

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
        "ended",
        "idealNs",
        "ceilingNetNs",
        "ceilingDiskNs",
        "ceilingBothNs",
        "ceilingOriginCpuShare",
        "confidence",
        "practicalRatio",
        "variant",
        "title",
        "state",
        "runs",
        "failedRuns",
        "wallNsMedian",
        "wallNsIntervalLow",
        "wallNsIntervalHigh",
        "wallNsQuartileLow",
        "wallNsQuartileHigh",
        "insideNsMedian",
        "insideNsIntervalLow",
        "insideNsIntervalHigh",
        "insideNsQuartileLow",
        "insideNsQuartileHigh",
        "ratioToFastest",
        "ratioIntervalLow",
        "ratioIntervalHigh",
        "ratioHalfWidth",
        "ratioPairs",
        "ratioPrecise",
        "ratioDetectable",
        "verdict",
        "groups",
        "percentOfIdeal",
        "cpuNsMedian",
        "cpuNsIntervalLow",
        "cpuNsIntervalHigh",
        "cpuNsQuartileLow",
        "cpuNsQuartileHigh",
        "peakRssBytesMedian",
        "peakRssBytesIntervalLow",
        "peakRssBytesIntervalHigh",
        "peakRssBytesQuartileLow",
        "peakRssBytesQuartileHigh",
        "connectionsMedian",
        "connectionsIntervalLow",
        "connectionsIntervalHigh",
        "connectionsQuartileLow",
        "connectionsQuartileHigh",
        "peakInFlightMedian",
        "peakInFlightIntervalLow",
        "peakInFlightIntervalHigh",
        "peakInFlightQuartileLow",
        "peakInFlightQuartileHigh",
        "filesOk",
        "filesExpected",
        "requestsMedian",
        "requestsIntervalLow",
        "requestsIntervalHigh",
        "requestsQuartileLow",
        "requestsQuartileHigh",
        "bytesMedian",
        "bytesIntervalLow",
        "bytesIntervalHigh",
        "bytesQuartileLow",
        "bytesQuartileHigh",
        "bytesResentMedian",
        "bytesResentIntervalLow",
        "bytesResentIntervalHigh",
        "bytesResentQuartileLow",
        "bytesResentQuartileHigh",
        "originCpuShareMedian",
        "originCpuShareIntervalLow",
        "originCpuShareIntervalHigh",
        "originCpuShareQuartileLow",
        "originCpuShareQuartileHigh",
        "limitBy",
        "limitShare",
        "typicalBlock",
        "typicalStartUpNs",
        "typicalInsideNs",
        "typicalTailNs",
        "typicalSlots",
        "typicalConnectingNs",
        "typicalWaitingNs",
        "typicalTransferringNs",
        "typicalIdleNs",
        "typicalDrainedNs",
        "typicalExcessNs",
        "notes",
      ]
    `);
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

      | variant | time ms | interval ms | quartiles ms | inside ms | ratio | interval | least seen | group | % of ideal | CPU ms | peak MiB | conns | in flight | files ok | notes |
      | :--- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | :--- | ---: | ---: | ---: | ---: | ---: | ---: | :--- |
      | rust/seed-tokio | 97 | 95–102 | 96–100 | 77 | 1.00 | reference | - | a | 77.0 | 36.5 | 9.8 | 30 | 30 | 30/30 | 1,2,3 |
      | rust/tokio | 145 | 142–153 | 143–149 | 125 | 1.51 | 1.39–1.59 | 1.14 | b | 86.0 | 54.5 | 6.2 | 14 | 10 | 30/30 | 4 |
      | rust/threads | 152 | 148–160 | 150–156 | 132 | 1.58 | 1.48–1.63 | 1.10 | b | 82.3 | 57.0 | 5.1 | 10 | 10 | 30/30 |  |
      | undici/event-loop | 215 | 210–226 | 211–220 | 195 | 2.20 | 2.08–2.32 | 1.12 | c | 58.2 | 80.5 | 71.3 | 10 | 10 | 30/30 |  |
      | python/threads | 230 | 225–244 | 227–233 | 210 | 2.34 | 2.21–2.54 | 1.13 | c | 54.3 | 86.3 | 30.8 | 11 | 11.5 | 29/30 | 5 |
      | undici/fetch | 301 | 294–316 | 297–309 | 281 | 3.12 | 2.98–3.19 | 1.06 | d | 41.5 | 113.0 | 92.8 | 10 | 10 | 30/30 |  |
      | python/seed-asyncio | 323 | 315–339 | 318–331 | 303 | 3.31 | 3.19–3.40 | 1.07 | e | 23.2 | 121.0 | 61.7 | 30 | 30 | 30/30 | 1,3,6 |
      | python/seed-threads | 604 | 590–635 | 595–619 | 584 | 6.33 | 5.77–6.55 | 1.12 | f | 20.7 | 226.5 | 58.2 | 30 | 10 | 30/30 | 1,7 |
      | piscina/workers | failed | - | - | - | - | - | - | - | - | - | - | - | - | 0/30 | 8 |
      | go | not run | - | - | - | - | - | - | - | - | - | - | - | - | - | 9 |

      1. Kept as in the program this project began from, flaws included.
      2. How rust/seed-tokio works.
      3. Starts all 30 downloads at once, not 10; percent of ideal is held to that.
      4. In all 7 runs: 14 connections where 10 were asked.
      5. 1 of 7 runs failed (exit-code): exited with code 1.
      6. How python/seed-asyncio works.
      7. How python/seed-threads works.
      8. All 7 runs failed (timed-out): no end after 60 s; its group was killed.
      9. Skipped: go is not installed: needs 1.22 or later.
      10. At these 7 blocks one would hardly have seen a difference below 9.7 % between rust/tokio and rust/threads, nor a difference below 12 % between undici/event-loop and python/threads: of the pairs that share a letter the one seen best and the one seen worst (seen: told apart in 80 % of such races).

      - time: the whole process, from spawn to exit, median of the runs that were ok
      - interval: holds the true median time, or the true ratio, with 95 % confidence (of five blocks with 93.75 %)
      - quartiles: the middle half of the times of single runs lies between them
      - inside: from the first request to the last byte, by the origin's clock
      - ratio: time over the fastest row's time in the same block, median over the blocks
      - least seen: a row that truly is so many times as slow as the fastest is told apart from it in 80 % of such races; one nearer to it mostly is not
      - group: rows that share a letter were not told apart: the blocks do not show a difference (all pairs of rows tested at once, by Holm), or it is below 2 %
      - % of ideal: least time the modelled network allows, over the time
      - CPU: user and system time
      - peak memory: most that was resident at once, in the largest single process
      - connections: as many as the origin accepted
      - peak in flight: most requests the origin had open at once
      - files ok: right to the last byte, in the worst run

      Rows that share a letter are not ranked: their order is chance, or of no account. All of it is about one machine in one session.

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
