import { isatty, type WriteStream } from 'node:tty';
import { broken } from './defects.ts';
import type { ProgressMode } from './options.ts';
import { barLine, plainLine, type ProgressState } from './progress-line.ts';
import { tell, tryWrite } from './report.ts';

const LOOK_EVERY_MS = 100;
const REFRESH_EVERY_MS = 1000;
const PLAIN_EVERY_MS = 5000;
const RATE_OVER_MS = 5000;
const COLUMNS_WITHOUT_TERMINAL = 80;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\r\u001b[K\u001b[?25h';

/** What is counted by the run; the rest is computed here. */
export type Counts = Omit<ProgressState, 'bytesPerSecond' | 'etaSeconds'>;

/** Looks at the counters now and then and draws them on stderr. */
export class Progress {
  readonly #counts: () => Counts;
  readonly #mode: ProgressMode;
  readonly #startMs = performance.now();
  readonly #samples: { readonly atMs: number; readonly bytes: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #shown = '';
  #shownMs = 0;
  #isDrawn = false;

  constructor(mode: ProgressMode, isQuiet: boolean, counts: () => Counts) {
    this.#counts = counts;
    this.#mode = shownMode(mode, isQuiet);
  }

  get isShown(): boolean {
    return this.#mode !== 'none';
  }

  start(): void {
    if (this.#mode === 'none') return;
    if (this.#mode === 'bar') this.#draw();
    const everyMs = this.#mode === 'bar' ? LOOK_EVERY_MS : PLAIN_EVERY_MS;
    this.#timer = setInterval(
      () => (this.#mode === 'bar' ? this.#draw() : tell(plainLine(this.#state()))),
      everyMs,
    );
    this.#timer.unref();
  }

  /** A line of its own, the bar below it. */
  say(text: string): void {
    if (this.#isDrawn) tryWrite(2, '\r\u001b[K');
    tell(text);
    this.#shown = '';
    if (this.#isDrawn) this.#draw();
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.#isDrawn && !broken('leaves-cursor-hidden')) tryWrite(2, SHOW_CURSOR);
    this.#isDrawn = false;
  }

  #draw(): void {
    const line = barLine(this.#state(), columnsOf());
    const nowMs = performance.now();
    if (line === this.#shown && nowMs - this.#shownMs < REFRESH_EVERY_MS) return;
    tryWrite(2, `${this.#isDrawn ? '' : HIDE_CURSOR}\r${line}\u001b[K`);
    this.#isDrawn = true;
    this.#shown = line;
    this.#shownMs = nowMs;
  }

  #state(): ProgressState {
    const counts = this.#counts();
    const { done, total } = counts;
    const nowMs = performance.now();
    this.#samples.push({ atMs: nowMs, bytes: counts.bytes });
    while (this.#samples.length > 2 && (this.#samples[1]?.atMs ?? nowMs) <= nowMs - RATE_OVER_MS)
      this.#samples.shift();
    const [first] = this.#samples;
    const { atMs, bytes } =
      first === undefined || nowMs - this.#startMs < RATE_OVER_MS ? { atMs: this.#startMs, bytes: 0 } : first;
    const seconds = (nowMs - atMs) / 1000;
    const elapsedS = (nowMs - this.#startMs) / 1000;
    return {
      ...counts,
      bytesPerSecond: seconds > 0 ? (counts.bytes - bytes) / seconds : 0,
      etaSeconds: total === null || done === 0 ? null : (elapsedS * (total - done)) / done,
    };
  }
}

function shownMode(mode: ProgressMode, isQuiet: boolean): ProgressMode {
  if (broken('draws-for-none')) return 'bar';
  if (isQuiet) return 'none';
  return mode === 'auto' ? (isatty(2) ? 'bar' : 'none') : mode;
}

/** Asked at each draw: terminals are resized. */
function columnsOf(): number {
  // Looking at process.stderr makes Node build a stream: only where there is a terminal.
  return (isatty(2) && (process.stderr as WriteStream).columns) || COLUMNS_WITHOUT_TERMINAL;
}
