/** Where a run is, at one moment. */
export interface ProgressState {
  readonly done: number;
  readonly total: number | null;
  readonly bytes: number;
  readonly bytesPerSecond: number;
  readonly etaSeconds: number | null;
  readonly inFlight: number;
  readonly retrying: number;
  readonly failed: number;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
const WIDEST_BAR = 30;
const NARROWEST_BAR = 8;

export function plainLine(state: ProgressState): string {
  return fields(state).join('  ');
}

/** @param columns of the terminal, of which one stays free */
export function barLine(state: ProgressState, columns: number): string {
  const room = Math.max(0, columns - 1);
  const shown = fields(state);
  while (shown.length > 1 && shown.join('  ').length > room) shown.pop();
  const text = shown.join('  ').slice(0, room);
  const width = Math.min(WIDEST_BAR, room - text.length - '[] '.length);
  if (state.total === null || state.total === 0 || width < NARROWEST_BAR) return text;
  const filled = Math.min(width, Math.floor((state.done / state.total) * width));
  const bar = `${'='.repeat(filled)}>`.slice(0, width).padEnd(width);
  return `[${bar}] ${text}`;
}

function fields(state: ProgressState): string[] {
  const { done, total, bytes, bytesPerSecond, etaSeconds, inFlight, retrying, failed } = state;
  const active = [`${inFlight} active`];
  if (retrying > 0) active.push(`${retrying} retrying`);
  if (failed > 0) active.push(`${failed} failed`);
  return [
    total === null ? `${done} done` : `${done}/${total}`,
    humanBytes(bytes),
    `${humanBytes(bytesPerSecond)}/s`,
    ...(etaSeconds === null ? [] : [`ETA ${clockTime(etaSeconds)}`]),
    active.join(', '),
  ];
}

function clockTime(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** One decimal from KiB on, rounded half up. */
export function humanBytes(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  if (unit === 0) return `${Math.round(bytes)} B`;
  return `${(Math.round(amount * 10) / 10).toFixed(1)} ${UNITS[unit]}`;
}
