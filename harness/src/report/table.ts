import type { Report, ReportRow, ReportScenario } from '@fairfetch/contract';
import { getBorderCharacters, table } from 'table';
import { MEANINGS } from './columns.ts';
import { CAUTION, describeScenario, describeSession } from './describe.ts';
import { layOut, type Layout } from './layout.ts';
import { createPaint, type Paint } from './paint.ts';
import { unitsOf, type Units } from './units.ts';
import { wrap } from './wrap.ts';

export interface TableOptions {
  /** Width of the terminal. */
  readonly columns: number;
  readonly colour: boolean;
}

function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function paintCell(text: string, index: number, row: ReportRow, paint: Paint): string {
  if (row.state === 'failed') return paint('red', text);
  if (row.state === 'not-run') return paint('dim', text);
  if (row.state === 'partial') return paint('yellow', text);
  return index === 0 && row.ratioToFastest?.ratio === 1 ? paint('green', text) : text;
}

function cellsOf(rows: readonly ReportRow[], layout: Layout, units: Units, paint: Paint): string[][] {
  const headings = [0, 1].map((line) =>
    layout.columns.map(({ heading }) => paint('bold', heading(units)[line] ?? '')),
  );
  const body = rows.map((row) =>
    layout.columns.map(({ cell }, index) => {
      const text = index === 0 ? shorten(cell(row, units), layout.nameWidth) : cell(row, units);
      return paintCell(text, index, row, paint);
    }),
  );
  return [...headings, ...body];
}

function drawTable(rows: readonly ReportRow[], layout: Layout, units: Units, paint: Paint): string {
  const drawn = table(cellsOf(rows, layout, units, paint), {
    border: { ...getBorderCharacters('void'), joinBody: '─' },
    drawVerticalLine: () => false,
    drawHorizontalLine: (index) => index === 2,
    columns: layout.columns.map(({ align }, index) => ({
      alignment: align,
      paddingLeft: index === 0 ? 0 : layout.gap,
      paddingRight: 0,
    })),
  });
  return drawn
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}

function section(report: Report, scenario: ReportScenario, options: TableOptions, paint: Paint): string {
  const units = unitsOf(scenario.rows);
  const layout = layOut(scenario.rows, units, options.columns);
  const dropped = layout.dropped.map(({ name }) => name);
  const header = [
    paint('bold', wrap(`${scenario.scenario}: ${scenario.title}`, options.columns)),
    ...describeScenario(report, scenario).map((line) => wrap(line, options.columns, '  ')),
  ];
  const below = [
    ...scenario.notes.map(({ text }, index) => wrap(`${index + 1}. ${text}`, options.columns, '   ')),
    ...(dropped.length === 0
      ? []
      : [
          wrap(
            `No room for ${dropped.join(', ')}: the files of the results have them.`,
            options.columns,
            '  ',
          ),
        ]),
  ];
  return [header.join('\n'), drawTable(scenario.rows, layout, units, paint), below.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

function legend({ columns }: TableOptions, paint: Paint): string {
  return [`${MEANINGS.join('; ')}.`, CAUTION].map((text) => paint('dim', wrap(text, columns))).join('\n');
}

/** The report as text for a terminal (or a pipe) of that width: each scenario's table, its notes, and a legend. */
export function renderTable(report: Report, options: TableOptions): string {
  const paint = createPaint(options.colour);
  const session = describeSession(report.session).map((line) => wrap(line, options.columns, '  '));
  return `${[
    session.join('\n'),
    ...report.scenarios.map((scenario) => section(report, scenario, options, paint)),
    legend(options, paint),
  ].join('\n\n')}\n`;
}
