import type { Distribution, Report, ReportRow } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { renderCsv, renderJson, renderMarkdown, renderTable } from '../../src/report/index.ts';
import { readCsv, readMarkdown, readTableRow } from '../support/read-formats.ts';
import { only } from '../support/report-of.ts';
import { tenRows } from '../support/ten-rows.ts';

const report = tenRows();
const json = JSON.parse(renderJson(report)) as Report;
const rows = only(json).rows;
const csv = readCsv(renderCsv(report));
const [headings = [], , ...markdown] = readMarkdown(renderMarkdown(report));

type Figure = string | number | null;

const SLOT_PARTS = ['connectingNs', 'waitingNs', 'transferringNs', 'idleNs', 'drainedNs'] as const;

function distributionCells(name: string, value: Distribution | null): Readonly<Record<string, Figure>> {
  return {
    [`${name}Median`]: value?.median ?? null,
    [`${name}IntervalLow`]: value?.interval?.low ?? null,
    [`${name}IntervalHigh`]: value?.interval?.high ?? null,
    [`${name}QuartileLow`]: value?.quartiles.low ?? null,
    [`${name}QuartileHigh`]: value?.quartiles.high ?? null,
  };
}

function typicalCells(run: ReportRow['typicalRun']): Readonly<Record<string, Figure>> {
  const names = [...SLOT_PARTS, 'startUpNs', 'insideNs', 'tailNs', 'slots', 'excessNs'] as const;
  const cells = names.map((name) => [
    `typical${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    run?.phases[name] ?? null,
  ]);
  return { typicalBlock: run?.block ?? null, ...Object.fromEntries(cells) };
}

/** Every figure of a row of the JSON by the name it has in the CSV. */
function figuresOf(row: ReportRow): Readonly<Record<string, Figure>> {
  const ratio = row.ratioToFastest;
  return {
    state: row.state,
    runs: row.runs,
    failedRuns: row.failedRuns,
    ...distributionCells('wallNs', row.wallNs),
    ...distributionCells('insideNs', row.insideNs),
    ...distributionCells('cpuNs', row.cpuNs),
    ...distributionCells('peakRssBytes', row.peakRssBytes),
    ...distributionCells('connections', row.connections),
    ...distributionCells('peakInFlight', row.peakInFlight),
    ...distributionCells('requests', row.requests),
    ...distributionCells('bytes', row.bytes),
    ...distributionCells('bytesResent', row.bytesResent),
    ratioToFastest: ratio?.ratio ?? null,
    ratioIntervalLow: ratio?.interval?.low ?? null,
    ratioIntervalHigh: ratio?.interval?.high ?? null,
    ratioHalfWidth: ratio?.halfWidth ?? null,
    ratioPairs: ratio?.pairs ?? null,
    ratioDetectable: ratio?.detectable ?? null,
    verdict: ratio?.verdict ?? null,
    groups: row.groups?.join('') ?? null,
    percentOfIdeal: row.percentOfIdeal,
    filesOk: row.filesOk,
    filesExpected: row.filesExpected,
    ...distributionCells('originCpuShare', row.originCpuShare),
    limitBy: row.limit?.by ?? null,
    limitShare: row.limit?.share ?? null,
    ...typicalCells(row.typicalRun),
  };
}

/** A figure of the CSV as a person reads it. */
function rounded(index: number, name: string, size: number, decimals: number): string {
  const text = csv[index]?.[name] ?? '';
  return text === '' ? '-' : (Number(text) / size).toFixed(decimals);
}

function range(index: number, name: string, size: number, decimals: number): string {
  const ends = ['Low', 'High'].map((end) => rounded(index, `${name}${end}`, size, decimals));
  return ends.includes('-') ? '-' : ends.join('–');
}

describe('all formats carry the same figures', () => {
  test('CSV has every figure of the JSON, to the last digit; missing is empty', () => {
    for (const [index, row] of rows.entries()) {
      for (const [name, figure] of Object.entries(figuresOf(row))) {
        expect(`${name}: ${csv[index]?.[name]}`).toBe(`${name}: ${figure ?? ''}`);
      }
    }
  });

  test('CSV has no figure besides: each of its columns is of the JSON or of the scenario', () => {
    const known = new Set(rows.flatMap((row) => Object.keys(figuresOf(row))));
    const others = Object.keys(csv[0] ?? {}).filter((name) => !known.has(name));
    expect(others.toSorted()).toEqual([
      'blocks',
      'blocksPlanned',
      'bytesTotal',
      'ceilingBothNs',
      'ceilingDiskNs',
      'ceilingNetNs',
      'ceilingOriginCpuShare',
      'concurrency',
      'confidence',
      'downloads',
      'ended',
      'idealNs',
      'notes',
      'practicalRatio',
      'ratioPrecise',
      'scenario',
      'source',
      'title',
      'variant',
    ]);
  });

  test('Markdown has the figures of the CSV, rounded to what a person reads', () => {
    for (const [index, row] of rows.entries()) {
      const cells = Object.fromEntries(headings.map((name, at) => [name, markdown[index]?.[at] ?? '']));
      const isReference = row.ratioToFastest?.verdict === 'fastest';
      expect(cells).toMatchObject({
        ...(row.wallNs === null ? {} : { 'time ms': rounded(index, 'wallNsMedian', 1e6, 0) }),
        'interval ms': range(index, 'wallNsInterval', 1e6, 0),
        'quartiles ms': range(index, 'wallNsQuartile', 1e6, 0),
        'inside ms': rounded(index, 'insideNsMedian', 1e6, 0),
        ratio: rounded(index, 'ratioToFastest', 1, 2),
        interval: isReference ? 'reference' : range(index, 'ratioInterval', 1, 2),
        'least seen': rounded(index, 'ratioDetectable', 1, 2),
        group: csv[index]?.['groups'] || '-',
        '% of ideal': rounded(index, 'percentOfIdeal', 1, 1),
        'CPU ms': rounded(index, 'cpuNsMedian', 1e6, 1),
        'peak MiB': rounded(index, 'peakRssBytesMedian', 2 ** 20, 1),
        conns: rounded(index, 'connectionsMedian', 1, 1).replace('.0', ''),
        'in flight': rounded(index, 'peakInFlightMedian', 1, 1).replace('.0', ''),
        'files ok': row.filesOk === null ? '-' : `${row.filesOk}/${row.filesExpected}`,
      });
    }
  });

  test.each([200, 120, 80])('the table at %i columns has cells of Markdown, in their order', (columns) => {
    const table = renderTable(report, { columns, colour: false });
    for (const [index, row] of rows.entries()) {
      const all = (markdown[index] ?? []).filter((cell) => cell.trim() !== '').join(' ');
      const shown = readTableRow(table, row.variant);
      // Columns give way where there is no room for them: what is left is a part of the line, in order.
      const inOrder = shown.map((cell) => cell.replaceAll(/[.*+?()|]/g, String.raw`\$&`)).join('( .*)? ');
      expect(all).toMatch(new RegExp(`^${inOrder}( .*)?$`));
      if (columns === 200) expect(shown.join(' ')).toBe(all);
    }
  });
});
