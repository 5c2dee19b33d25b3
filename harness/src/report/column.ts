import type { ReportRow } from '@fairfetch/contract';
import type { Drawing } from './drawing.ts';

/** A column for people: in the table and in Markdown. */
export interface ShownColumn {
  readonly name: string;
  /** Two lines; the second may be a unit. */
  readonly heading: (drawing: Drawing) => readonly [string, string];
  readonly align: 'left' | 'right';
  readonly cell: (row: ReportRow, drawing: Drawing) => string;
  /** What the column means, for the legend; null where the heading says it. */
  readonly means: string | null;
  /** Its turn to give way when the terminal is narrow, 1 first; null: it stays. */
  readonly givesWay: number | null;
  /** Rows that it has anything to tell of; default: any. Where it has nothing to tell it is not there. */
  readonly tellsOf?: (rows: readonly ReportRow[]) => boolean;
  /** A picture of figures that other columns have: as wide as there is room, and only where characters line up. */
  readonly isPicture?: true;
}

/** A column for programs: raw figures, the unit in the name, null for missing. */
export interface RawColumn {
  readonly name: string;
  readonly value: (row: ReportRow) => string | number | null;
}

/** What each of these columns means that does not say so itself: `time: the whole process, …`. */
export function meaningsOf(columns: readonly ShownColumn[]): readonly string[] {
  return columns.flatMap(({ name, means }) => (means === null ? [] : [`${name}: ${means}`]));
}

/** A heading on one line: `time ms`. */
export function headingOf({ heading }: ShownColumn, drawing: Drawing): string {
  return heading(drawing).join(' ').trim();
}
