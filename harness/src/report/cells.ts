import type { ReportRow } from '@fairfetch/contract';
import type { Drawing } from './drawing.ts';
import { intervalBar } from './interval-bar.ts';
import { inUnit } from './units.ts';

export const MISSING = '-';

/** Counts are whole, but the median of an even number of runs may lie between two. */
export const count = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(1));

/** The time, or what the row is instead of one. */
export function timeCell({ wallNs, state }: ReportRow, { units }: Drawing): string {
  if (wallNs) return inUnit(wallNs.median, units.time);
  return { failed: 'failed', 'not-run': 'not run', ok: MISSING, partial: MISSING }[state];
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

export function timesCell(ends: Ends | null | undefined, { units: { time }, glyphs }: Drawing): string {
  return ends ? `${inUnit(ends.low, time)}${glyphs.dash}${inUnit(ends.high, time)}` : MISSING;
}

export function ratiosCell({ ratioToFastest }: ReportRow, { glyphs }: Drawing): string {
  if (ratioToFastest?.verdict === 'fastest') return 'reference';
  const ends = ratioToFastest?.interval;
  return ends ? `${ends.low.toFixed(2)}${glyphs.dash}${ends.high.toFixed(2)}` : MISSING;
}

export function barCell({ ratioToFastest }: ReportRow, { span, barWidth, glyphs }: Drawing): string {
  return ratioToFastest ? intervalBar(ratioToFastest, span, barWidth, glyphs.interval) : '';
}

/** `ab`; `z,aa` where one letter is not enough. */
export function lettersOf({ groups }: ReportRow): string | null {
  return groups && groups.join(groups.some(({ length }) => length > 1) ? ',' : '');
}

export function yesOrNo(value: boolean | null): string | null {
  if (value === null) return null;
  return value ? 'yes' : 'no';
}
