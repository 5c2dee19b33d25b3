import type { ReportRow, ReportScenario } from '@fairfetch/contract';
import { meaningsOf } from './column.ts';
import { drawTable } from './draw-table.ts';
import type { Drawing } from './drawing.ts';
import { layOut } from './layout.ts';
import type { Paint } from './paint.ts';
import { TIME_COLUMNS } from './time-columns.ts';
import { wrap } from './wrap.ts';

/** Rows of which somebody saw where their time went. */
export function rowsWithTime({ rows }: Pick<ReportScenario, 'rows'>): readonly ReportRow[] {
  return rows.filter(({ typicalRun }) => typicalRun !== null);
}

/** Where the time of each row's typical run went, as a table of its own; null where nobody saw it. */
export function renderTimeTable(
  scenario: ReportScenario,
  drawing: Drawing,
  columns: number,
  paint: Paint,
): string | null {
  const rows = rowsWithTime(scenario);
  if (rows.length === 0) return null;
  const layout = layOut(rows, drawing, columns, TIME_COLUMNS);
  const legend = wrap(`${meaningsOf(layout.columns).join('; ')}.`, columns);
  return [
    paint('bold', 'Where the time went'),
    drawTable(rows, layout, drawing, paint),
    paint('dim', legend),
  ].join('\n\n');
}
