import type { CheckComparison, CheckFigure, CheckReport } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { renderCheckCsv, renderCheckJson, renderCheckMarkdown } from '../../src/check-report/index.ts';
import { readCsv, readMarkdown } from '../support/read-formats.ts';
import { readPage } from './read-page.ts';
import { HOSTILE, MIXED, REGRESSED, REPORTS, SCENARIOS } from './reports.ts';

type Cell = string | number | null;
type Cells = Readonly<Record<string, Cell>>;

function figureCells(name: string, figure: CheckFigure | null): Cells {
  return {
    [`${name}Median`]: figure?.median ?? null,
    [`${name}Low`]: figure?.low ?? null,
    [`${name}High`]: figure?.high ?? null,
    [`${name}Least`]: figure?.least ?? null,
    [`${name}Most`]: figure?.most ?? null,
    [`${name}Count`]: figure?.count ?? null,
  };
}

/** Every figure of a comparison of the JSON by the name it has in the CSV. */
function cellsOf(comparison: CheckComparison, report: CheckReport): Cells {
  const { interval, base, candidate, baseAgain, reasons, ...plain } = comparison;
  const lane = report.lanes.find(
    ({ scenario, variant }) => scenario === comparison.scenario && variant === comparison.variant,
  );
  return {
    startedAt: report.startedAt,
    baseRevision: report.base.revision,
    candidateRevision: report.candidate.revision,
    candidateChanges: report.candidate.changes,
    sessionVerdict: report.verdict,
    seed: report.seed,
    hostHash: report.hostHash,
    laneSeconds: lane?.seconds ?? null,
    laneEndedBy: lane?.endedBy ?? null,
    ...plain,
    intervalLow: interval?.low ?? null,
    intervalHigh: interval?.high ?? null,
    intervalConfidence: interval?.confidence ?? null,
    ...figureCells('base', base),
    ...figureCells('candidate', candidate),
    ...figureCells('baseAgain', baseAgain),
    reasons: reasons.join('; '),
  };
}

const sayable = Object.entries(REPORTS).filter(([, report]) => report !== HOSTILE);

describe.each(sayable)('%s', (_name, report) => {
  const json = JSON.parse(renderCheckJson(report)) as CheckReport;
  const csv = readCsv(renderCheckCsv(report));

  test('CSV has every figure of the JSON, to the last digit, and nothing besides; missing is empty', () => {
    const expected = json.comparisons.map((comparison) =>
      Object.fromEntries(
        Object.entries(cellsOf(comparison, json)).map(([name, cell]) => [name, String(cell ?? '')]),
      ),
    );
    expect(csv).toEqual(expected);
  });

  test('every number of the Markdown is one of the JSON, as a person reads it', () => {
    const known = numbersOf(json);
    const page = readPage(renderCheckMarkdown(report));
    const text = [page.decoded, ...page.fenced].join('\n');
    expect(numbersIn(text).filter((number) => !known.has(number))).toEqual([]);
  });
});

test('CSV quotes what would break a line or a cell', () => {
  const text = renderCheckCsv(HOSTILE);
  const { variant = '' } = HOSTILE.comparisons[0] ?? {};
  expect(text).toContain(`,"${variant.replaceAll('"', '""')}",time,`);
});

test('a number that is not of the JSON would be found', () => {
  const known = numbersOf(REGRESSED);
  expect(numbersIn('+12.4 % of 31.5 in 60').filter((number) => !known.has(number))).toEqual(['12.4', '31.5']);
});

function change(ratio: number): string {
  const text = (100 * ratio - 100).toFixed(1).replace('-0.0', '0.0');
  return text.startsWith('-') ? text.replace('-', '−') : text.replace(/^(?!0\.0$)/, '+');
}

describe('the table in Markdown has the figures of the JSON, rounded', () => {
  const UNITS = { time: 1e6, cpu: 1e6, memory: 2 ** 20 } as const;

  test.each([
    ['regressed', REGRESSED],
    ['mixed', MIXED],
    ['scenarios', SCENARIOS],
  ])('%s', (_name, report) => {
    const [headings = [], , ...rows] = readMarkdown(readPage(renderCheckMarkdown(report)).decoded);
    const measured = report.comparisons.filter(({ kind }) => kind === 'measured');
    const places = measured.map(({ variant, scenario }) =>
      report === SCENARIOS ? `${variant} in ${scenario}` : variant,
    );
    for (const [index, comparison] of measured.entries()) {
      const metric = comparison.metric as keyof typeof UNITS;
      const label = { time: 'time ms', cpu: 'CPU ms', memory: 'memory MiB' }[metric];
      const row = rows.find(([place, name]) => place === places[index] && name === label) ?? [];
      const cells = Object.fromEntries(headings.map((name, at) => [name, row[at]]));
      const { ratio, interval, detectableRatio, base, candidate } = comparison;
      expect(cells).toMatchObject({
        base: ((base?.median ?? 0) / UNITS[metric]).toFixed(1),
        candidate: ((candidate?.median ?? 0) / UNITS[metric]).toFixed(1),
        change: `${change(ratio ?? 0)} %`,
        'interval in %': interval === null ? '-' : `${change(interval.low)} to ${change(interval.high)}`,
        'least seen': detectableRatio === null ? '-' : `${change(detectableRatio)} %`,
      });
    }
  });
});

/** `12.3` of `+12.3 %`; digits of hashes and names stay whole. */
function numbersIn(text: string): readonly string[] {
  return (text.match(/[\p{L}\d]+(?:\.\d+)?/gu) ?? []).filter((word) => /^\d+(\.\d+)?$/.test(word));
}

/** Everything a figure of the JSON may be written as, whatever it is. */
function writings(value: number): readonly string[] {
  const seconds = Math.round(value);
  const scaled = [1, 100, 1e-6, 1e-9, 2 ** -10, 2 ** -20, 2 ** -30].flatMap((scale) =>
    [0, 1, 2, 3, 4].map((decimals) => (value * scale).toFixed(decimals)),
  );
  const difference = Math.abs(100 * value - 100);
  return [
    String(value),
    ...scaled,
    String(Number((100 * value).toFixed(2))),
    ...[0, 1].map((decimals) => difference.toFixed(decimals)),
    // Minutes and seconds.
    String(Math.floor(seconds / 60)),
    String(seconds % 60),
  ];
}

/** Of the rule for what is not decided, written apart from the code that goes by it. */
function timesOf(
  { ratio, threshold, interval }: CheckComparison,
  { budget }: CheckReport,
): readonly string[] {
  if (ratio === null || threshold === null || interval === null) return [];
  const room = Math.abs(Math.log(1 + threshold) - Math.abs(Math.log(ratio)));
  const times = Math.max(2, Math.ceil((Math.log(interval.high / interval.low) / 2 / room) ** 2));
  return [times, times * (budget.seconds ?? 0)].map(String);
}

/** The numbers a text about this report may have. */
function numbersOf(report: CheckReport): ReadonlySet<string> {
  const leaves: (string | number)[] = [];
  JSON.stringify(report, (_key, value: unknown) => {
    if (typeof value === 'number' || typeof value === 'string') leaves.push(value);
    return value;
  });
  const { comparisons, comparisonsElsewhere } = report;
  const tested = comparisons.filter(({ holmPValue }) => holmPValue !== null).length;
  return new Set([
    ...leaves.flatMap((leaf) => (typeof leaf === 'number' ? writings(leaf) : numbersIn(leaf))),
    String(tested + comparisonsElsewhere),
    ...(report.conformance ?? []).flatMap(({ broken, mended, unsteady }) =>
      [broken, mended, unsteady].map(({ length }) => String(length)),
    ),
    String(comparisons.length),
    String(comparisons.filter(({ verdict }) => verdict === 'inconclusive').length),
    String(new Set(comparisons.map(({ variant }) => variant)).size),
    // How many more there are than are named, and the least p that is written.
    String(comparisons.filter(({ verdict }) => verdict === 'inconclusive').length - 3),
    '0.0001',
    // The scale of the plot reaches to what matters on either side.
    ...comparisons.flatMap(({ threshold }) => (threshold === null ? [] : writings(1 / (1 + threshold)))),
    ...comparisons.filter(({ doubt }) => doubt === 'imprecise').flatMap((each) => timesOf(each, report)),
  ]);
}
