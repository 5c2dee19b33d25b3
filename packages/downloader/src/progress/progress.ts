import type { ProgressMode } from '../cli/options.ts';
import type { Tally } from '../counter.ts';
import { barLine, plainLine, type ProgressState } from './line.ts';
import { Pace } from './pace.ts';

const BAR_EVERY_MS = 100;
const UNCHANGED_EVERY_MS = 1000;
const PLAIN_EVERY_MS = 5000;
const CLEAR_LINE = '\r\u001b[K';
const CLEAR_REST = '\u001b[K';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const USUAL_COLUMNS = 80;

export interface Progress {
  /** Ends it, and leaves the terminal as it was. */
  stop(): void;
  /** A line for people, as it has to be written where the bar may be. */
  around(line: string): string;
}

/** The part of stderr that progress needs. */
export interface Screen {
  readonly isTTY: () => boolean;
  /** Asked at each drawing: a terminal may change its width. */
  readonly columns: () => number | undefined;
  readonly write: (text: string) => unknown;
}

export const NO_PROGRESS: Progress = { stop: () => undefined, around: (line) => line };

/** What is shown: auto is a bar on a terminal, and nothing elsewhere. */
export function shownProgress(mode: ProgressMode, isTTY: () => boolean): Exclude<ProgressMode, 'auto'> {
  if (mode !== 'auto') return mode;
  return isTTY() ? 'bar' : 'none';
}

/**
 * Shows progress by looking at the shared counters now and then, so that the transfers themselves never wait for it.
 * @param total how many downloads there will be, null while nobody knows
 */
export function startProgress(
  mode: ProgressMode,
  screen: Screen,
  tally: Tally,
  total: () => number | null,
): Progress {
  const shown = shownProgress(mode, screen.isTTY);
  if (shown === 'none') return NO_PROGRESS;
  const pace = new Pace(tally, total);
  if (shown === 'bar') return new Bar(screen, pace);
  const timer = setInterval(() => screen.write(`${plainLine(pace.read())}\n`), PLAIN_EVERY_MS);
  timer.unref();
  return { ...NO_PROGRESS, stop: () => clearInterval(timer) };
}

class Bar implements Progress {
  readonly #screen: Screen;
  readonly #pace: Pace;
  readonly #timer: NodeJS.Timeout;
  #seen = '';
  #drawnAtMs = 0;
  #line = '';

  constructor(screen: Screen, pace: Pace) {
    this.#screen = screen;
    this.#pace = pace;
    this.#timer = setInterval(() => this.#look(), BAR_EVERY_MS);
    this.#timer.unref();
    screen.write(HIDE_CURSOR);
    this.#draw(pace.read());
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#screen.write(CLEAR_LINE + SHOW_CURSOR);
  }

  around(line: string): string {
    return CLEAR_LINE + line + this.#line;
  }

  #look(): void {
    const state = this.#pace.read();
    if (seenOf(state) !== this.#seen || performance.now() - this.#drawnAtMs >= UNCHANGED_EVERY_MS)
      this.#draw(state);
  }

  #draw(state: ProgressState): void {
    this.#seen = seenOf(state);
    this.#drawnAtMs = performance.now();
    // Some terminals say that they are 0 columns wide.
    this.#line = `\r${barLine(state, this.#screen.columns() || USUAL_COLUMNS)}${CLEAR_REST}`;
    this.#screen.write(this.#line);
  }
}

/** What has to change for a new drawing; time alone changes the rate as well. */
function seenOf({ done, total, bytes, inFlight, retrying, failed }: ProgressState): string {
  return [done, total, bytes, inFlight, retrying, failed].join(' ');
}
