import type { ReportRow } from '@fairfetch/contract';
import type { Glyphs } from './glyphs.ts';
import { spanOf, type Span } from './interval-bar.ts';
import { unitsOf, type Units } from './units.ts';

/** Room for a ratio at either end of the heading and a blank between. */
export const LEAST_BAR_WIDTH = 11;
/** Wider ones tell no more. */
export const MOST_BAR_WIDTH = 24;

/** How the cells of one table are written. */
export interface Drawing {
  readonly units: Units;
  readonly glyphs: Glyphs;
  readonly span: Span;
  /** Characters of a drawn interval. */
  readonly barWidth: number;
}

export function drawingOf(rows: readonly ReportRow[], glyphs: Glyphs): Drawing {
  return { units: unitsOf(rows), glyphs, span: spanOf(rows), barWidth: LEAST_BAR_WIDTH };
}
