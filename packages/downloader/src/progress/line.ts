import { clockTime, humanBytes } from '../report/human.ts';

/** Where a run is, at one moment. */
export interface ProgressState {
  /** Downloads that are over, however they ended. */
  readonly done: number;
  /** null while nobody knows. */
  readonly total: number | null;
  /** Of bodies, received so far. */
  readonly bytes: number;
  readonly bytesPerSecond: number;
  readonly etaSeconds: number | null;
  readonly inFlight: number;
  readonly retrying: number;
  readonly failed: number;
}

const GAP = '  ';
const MOST_BAR_COLUMNS = 30;
const LEAST_BAR_COLUMNS = 8;
/** The brackets, and the blank after them. */
const BAR_FRAME_COLUMNS = 3;

export function plainLine(state: ProgressState): string {
  return fields(state).join(GAP);
}

/** @param columns of the terminal; one stays free, or the line would wrap and could not be overwritten */
export function barLine(state: ProgressState, columns: number): string {
  const room = Math.max(columns - 1, 0);
  const shown = fields(state);
  while (shown.length > 1 && shown.join(GAP).length > room) shown.pop();
  const text = shown.join(GAP).slice(0, room);
  const { done, total } = state;
  const width = Math.min(MOST_BAR_COLUMNS, room - text.length - BAR_FRAME_COLUMNS);
  if (total === null || total === 0 || width < LEAST_BAR_COLUMNS) return text;
  const filled = Math.min(width, Math.floor((done * width) / total));
  const bar = '='.repeat(filled) + (filled < width ? '>' : '');
  return `[${bar.padEnd(width)}] ${text}`;
}

function fields(state: ProgressState): string[] {
  const { done, total, bytes, bytesPerSecond, etaSeconds, inFlight, retrying, failed } = state;
  const now = [`${inFlight} active`];
  if (retrying > 0) now.push(`${retrying} retrying`);
  if (failed > 0) now.push(`${failed} failed`);
  return [
    total === null ? `${done} done` : `${done}/${total}`,
    humanBytes(bytes),
    `${humanBytes(bytesPerSecond)}/s`,
    ...(etaSeconds === null ? [] : [`ETA ${clockTime(etaSeconds)}`]),
    now.join(', '),
  ];
}
