import type { ReportRow } from '@fairfetch/contract';
import type { ShownColumn } from './column.ts';
import { columnsFor } from './columns.ts';
import { LEAST_BAR_WIDTH, MOST_BAR_WIDTH, type Drawing } from './drawing.ts';

/** What is printed of a table in the room there is. */
export interface Layout {
  readonly columns: readonly ShownColumn[];
  /** Blanks between two columns. */
  readonly gap: number;
  /** Columns that gave way, in the order of the table. */
  readonly dropped: readonly ShownColumn[];
  /** Most characters of a variant's name. */
  readonly nameWidth: number;
  /** Characters of a drawn interval: what room is left goes to it. */
  readonly barWidth: number;
}

const LEAST_NAME_WIDTH = 8;

function widthOf(column: ShownColumn, rows: readonly ReportRow[], drawing: Drawing): number {
  const texts = [...column.heading(drawing), ...rows.map((row) => column.cell(row, drawing))];
  return texts.reduce((most, text) => Math.max(most, text.length), 0);
}

function withoutFirst(columns: readonly ShownColumn[], turns: number): readonly ShownColumn[] {
  return columns.filter(({ givesWay }) => givesWay === null || givesWay > turns);
}

/**
 * The first that fits: all columns with two blanks between them, then with one; then one column less each time, in the
 * order of `givesWay`; at the end names are cut. Drawn intervals take what room is left.
 */
export function layOut(
  rows: readonly ReportRow[],
  drawing: Drawing,
  available: number,
  all: readonly ShownColumn[] = columnsFor(rows),
): Layout {
  const turns = all.reduce((last, { givesWay }) => Math.max(last, givesWay ?? 0), 0);
  const widths = new Map(all.map((column) => [column, widthOf(column, rows, drawing)]));
  const total = (columns: readonly ShownColumn[], gap: number): number =>
    columns.reduce((sum, column) => sum + (widths.get(column) ?? 0), 0) + gap * (columns.length - 1);

  const candidates = Array.from({ length: turns + 1 }, (_, turn) => withoutFirst(all, turn)).flatMap(
    (columns) => [2, 1].map((gap) => ({ columns, gap, over: total(columns, gap) - available })),
  );
  const chosen = candidates.find(({ over }) => over <= 0) ?? candidates.at(-1);
  if (chosen === undefined) throw new Error('a table needs at least one column');

  const [name] = all;
  const nameWidth = (name && widths.get(name)) ?? 0;
  return {
    columns: chosen.columns,
    gap: chosen.gap,
    dropped: all.filter((column) => !chosen.columns.includes(column)),
    nameWidth: Math.max(LEAST_NAME_WIDTH, nameWidth - Math.max(0, chosen.over)),
    barWidth: Math.min(MOST_BAR_WIDTH, LEAST_BAR_WIDTH + Math.max(0, -chosen.over)),
  };
}
