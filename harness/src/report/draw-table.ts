import type { ReportRow } from '@fairfetch/contract';
import { getBorderCharacters, table } from 'table';
import type { Layout } from './layout.ts';
import type { Paint } from './paint.ts';
import type { Units } from './units.ts';

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

/** The rows under two lines of headings: no frame, figures flush right, no blanks at the end of a line. */
export function drawTable(rows: readonly ReportRow[], layout: Layout, units: Units, paint: Paint): string {
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
