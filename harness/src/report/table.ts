import type { Report, ReportScenario } from '@fairfetch/contract';
import { meaningsOf } from './column.ts';
import { SHOWN_COLUMNS } from './columns.ts';
import { cautionOf, describeScenario, describeSession } from './describe.ts';
import { drawTable } from './draw-table.ts';
import { drawingOf, type Drawing } from './drawing.ts';
import { UNICODE, type Glyphs } from './glyphs.ts';
import { layOut, type Layout } from './layout.ts';
import { createPaint, type Paint } from './paint.ts';
import { renderTimeTable } from './time-table.ts';
import { wrap } from './wrap.ts';

export interface TableOptions {
  /** Width of the terminal. */
  readonly columns: number;
  readonly colour: boolean;
  /** Default: UNICODE. */
  readonly glyphs?: Glyphs;
  /** A second table: where the time went. */
  readonly withTime?: boolean;
}

/** One scenario's table, laid out. */
interface Section {
  readonly scenario: ReportScenario;
  readonly drawing: Drawing;
  readonly layout: Layout;
}

function sectionOf(scenario: ReportScenario, { columns, glyphs = UNICODE }: TableOptions): Section {
  const drawing = drawingOf(scenario.rows, glyphs);
  return { scenario, drawing, layout: layOut(scenario.rows, drawing, columns) };
}

/** Lines after the first begin below the text, not below the number. */
function numbered(number: number, text: string, columns: number): string {
  const mark = `${number}. `;
  return wrap(`${mark}${text}`, columns, ' '.repeat(mark.length));
}

function notesOf({ scenario, layout }: Section, columns: number): string {
  const dropped = layout.dropped.map(({ name }) => name).join(', ');
  return [
    ...scenario.notes.map(({ text }, index) => numbered(index + 1, text, columns)),
    ...(dropped === '' ? [] : [wrap(`No room for ${dropped}: the files of the results have them.`, columns)]),
  ].join('\n');
}

function renderSection(report: Report, section: Section, options: TableOptions, paint: Paint): string {
  const { columns, withTime = false } = options;
  const { scenario, layout, drawing } = section;
  const header = [
    paint('bold', wrap(`${scenario.scenario}: ${scenario.title}`, columns)),
    ...describeScenario(report, scenario).map((line) => wrap(line, columns, '  ')),
  ].join('\n');
  const time = withTime ? renderTimeTable(scenario, drawing, columns, paint) : null;
  return [header, drawTable(scenario.rows, layout, drawing, paint), time, notesOf(section, columns)]
    .filter((part) => part !== '' && part !== null)
    .join('\n\n');
}

/** What the columns that are shown mean, and what the figures are not. */
function legend(
  report: Report,
  sections: readonly Section[],
  { columns }: TableOptions,
  paint: Paint,
): string {
  const shown = SHOWN_COLUMNS.filter((column) =>
    sections.some(({ layout }) => layout.columns.includes(column)),
  );
  return [`${meaningsOf(shown).join('; ')}.`, cautionOf(report)]
    .map((text) => paint('dim', wrap(text, columns)))
    .join('\n');
}

/** The report as text for a terminal (or a pipe) of that width: each scenario's table, its notes, and a legend. */
export function renderTable(report: Report, options: TableOptions): string {
  const paint = createPaint(options.colour);
  const sections = report.scenarios.map((scenario) => sectionOf(scenario, options));
  return `${[
    describeSession(report.session)
      .map((line) => wrap(line, options.columns, '  '))
      .join('\n'),
    ...sections.map((section) => renderSection(report, section, options, paint)),
    ...(sections.length === 0 ? [] : [legend(report, sections, options, paint)]),
  ].join('\n\n')}\n`;
}
