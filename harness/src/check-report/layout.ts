import type { CheckComparison } from '@fairfetch/contract';
import { MOST_BAR_WIDTH } from '../report/drawing.ts';
import { COLUMNS, type Column, type Drawing } from './columns.ts';

/** The changes at both ends of the scale have to stand above it. */
export const LEAST_BAR_WIDTH = 17;

/** What is printed of the table in the room there is. */
export interface Layout {
  readonly columns: readonly Column[];
  /** Columns that gave way, in the order of the table. */
  readonly dropped: readonly Column[];
  /** Blanks between two columns. */
  readonly gap: number;
  readonly isTight: boolean;
  readonly barWidth: number;
}

interface Fitting extends Omit<Layout, 'dropped' | 'barWidth'> {
  /** Characters that it takes. */
  readonly width: number;
}

function widthOf(column: Column, rows: readonly CheckComparison[], drawing: Drawing): number {
  const texts = [...column.heading(drawing), ...rows.map((row) => column.cell(row, drawing))];
  return texts.reduce((most, text) => Math.max(most, text.length), 0);
}

const WAYS = [
  { gap: 2, isTight: false },
  { gap: 1, isTight: false },
  { gap: 1, isTight: true },
] as const;

/** From the widest to the narrowest. */
function fittings(rows: readonly CheckComparison[], drawing: Drawing): readonly Fitting[] {
  const all = COLUMNS.filter((column) => column.isPicture !== true || drawing.scale !== null);
  const turns = all.reduce((last, { givesWay }) => Math.max(last, givesWay ?? 0), 0);
  const widths = new Map(
    [false, true].map((isTight) => [
      isTight,
      new Map(all.map((column) => [column, widthOf(column, rows, { ...drawing, isTight })])),
    ]),
  );
  return Array.from({ length: turns + 1 }, (_, turn) =>
    all.filter(({ givesWay }) => givesWay === null || givesWay > turn),
  ).flatMap((columns) =>
    WAYS.map(({ gap, isTight }) => {
      const taken = columns.map((column) => widths.get(isTight)?.get(column) ?? 0);
      const width = taken.reduce((sum, each) => sum + each, 0) + gap * (columns.length - 1);
      return { columns, gap, isTight, width };
    }),
  );
}

/** The first that fits; else the narrowest there is. What room is left goes to drawn intervals. */
export function layOut(rows: readonly CheckComparison[], drawing: Drawing, available: number): Layout {
  const all = fittings(rows, { ...drawing, barWidth: LEAST_BAR_WIDTH });
  const chosen = all.find(({ width }) => width <= available) ?? all.at(-1);
  if (chosen === undefined) throw new Error('a table needs at least one column');
  const { columns, gap, isTight, width } = chosen;
  const [widest] = all;
  return {
    columns,
    gap,
    isTight,
    dropped: (widest?.columns ?? []).filter((column) => !columns.includes(column)),
    barWidth: Math.min(MOST_BAR_WIDTH, LEAST_BAR_WIDTH + Math.max(0, available - width)),
  };
}
