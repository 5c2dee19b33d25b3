import type { ReportRow } from '@fairfetch/contract';
import { getBorderCharacters, table } from 'table';
import type { Drawing } from './drawing.ts';
import type { Layout } from './layout.ts';
import type { Paint } from './paint.ts';

function shorten(text: string, width: number, mark: string): string {
  return text.length <= width ? text : `${text.slice(0, width - mark.length)}${mark}`;
}

/** The fastest, and every row that was not told from it. */
function mayBeFastest({ ratioToFastest }: ReportRow): boolean {
  return ratioToFastest !== null && ratioToFastest.verdict !== 'slower';
}

function paintCell(text: string, index: number, row: ReportRow, paint: Paint): string {
  if (row.state === 'failed') return paint('red', text);
  if (row.state === 'not-run') return paint('dim', text);
  if (row.state === 'partial') return paint('yellow', text);
  return index === 0 && mayBeFastest(row) ? paint('green', text) : text;
}

function cellsOf(rows: readonly ReportRow[], layout: Layout, drawing: Drawing, paint: Paint): string[][] {
  const headings = [0, 1].map((line) =>
    layout.columns.map(({ heading }) => paint('bold', heading(drawing)[line] ?? '')),
  );
  const body = rows.map((row) =>
    layout.columns.map(({ cell }, index) => {
      const whole = cell(row, drawing);
      const text = index === 0 ? shorten(whole, layout.nameWidth, drawing.glyphs.cut) : whole;
      return paintCell(text, index, row, paint);
    }),
  );
  return [...headings, ...body];
}

/** The rows under two lines of headings: no frame, figures flush right, no blanks at the end of a line. */
export function drawTable(rows: readonly ReportRow[], layout: Layout, given: Drawing, paint: Paint): string {
  const drawing = { ...given, barWidth: layout.barWidth };
  const drawn = table(cellsOf(rows, layout, drawing, paint), {
    border: { ...getBorderCharacters('void'), joinBody: drawing.glyphs.rule },
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
