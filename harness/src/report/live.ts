import type { StoredRun } from '@fairfetch/contract';
import { sentence } from '../analyse/index.ts';
import {
  blockLine,
  blockName,
  liveLine,
  type LiveRun,
  type LiveScenario,
  type LiveState,
} from './live-state.ts';

/** Shows how far a comparison is. Nothing it prints is data. */
export interface Live {
  /** Says what is being done before and between races. */
  readonly step: (text: string) => void;
  /** @param earlier runs that were made before this process began */
  readonly scenarioStarted: (scenario: LiveScenario, earlier?: readonly StoredRun[]) => void;
  readonly runStarted: (run: LiveRun) => void;
  readonly runEnded: (run: StoredRun) => void;
  readonly scenarioEnded: () => void;
  /** Gives the terminal back as it was. May be called more than once, and at any time. */
  readonly close: () => void;
}

export interface LiveOptions {
  readonly stream: { readonly write: (text: string) => unknown };
  readonly isTTY: boolean;
  readonly columns: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
  /** Calls back once after some milliseconds, and returns what calls that off. */
  readonly later?: (callback: () => void, afterMs: number) => () => void;
}

/** Ten updates a second: more costs the machine that is being measured, and nobody can read them. */
const LEAST_INTERVAL_MS = 100;
/** The time left goes on while a long run lasts. */
const TICK_MS = 1000;

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';
const CLEAR_LINE = '\r\u001B[2K';

function timer(callback: () => void, afterMs: number): () => void {
  const handle = setTimeout(callback, afterMs);
  // A view must not keep a program alive.
  handle.unref();
  return () => clearTimeout(handle);
}

/** One line at the bottom of a terminal, drawn anew no more often than the interval allows. */
interface LiveText {
  /** Something changed: draws now or, soon after the last time, a little later. */
  readonly changed: () => void;
  /** Prints a line above the live one, for good. */
  readonly say: (text: string) => void;
  readonly clear: () => void;
}

function terminalLine(options: Required<LiveOptions>, textNow: () => string | null): LiveText {
  const { stream, columns, now, later } = options;
  let shown = false;
  let drawnMs = Number.NEGATIVE_INFINITY;
  let callOff: (() => void) | null = null;

  const clear = (): void => {
    callOff?.();
    callOff = null;
    if (shown) stream.write(`${CLEAR_LINE}${SHOW_CURSOR}`);
    shown = false;
  };
  const wake = (afterMs: number): void => {
    callOff?.();
    callOff = later(draw, afterMs);
  };
  const draw = (): void => {
    const text = textNow();
    if (text === null) return;
    // A full last column makes some terminals wrap: one is left free.
    stream.write(`${shown ? '' : HIDE_CURSOR}${CLEAR_LINE}${text.slice(0, Math.max(0, columns - 1))}`);
    shown = true;
    drawnMs = now();
    wake(TICK_MS);
  };
  const changed = (): void => {
    const waitMs = drawnMs + LEAST_INTERVAL_MS - now();
    if (waitMs <= 0) draw();
    else wake(waitMs);
  };
  const say = (text: string): void => {
    clear();
    stream.write(`${text}\n`);
    changed();
  };
  return { changed, say, clear };
}

const doNothing = (): void => {};

function plainLines({ stream }: LiveOptions): LiveText {
  return { changed: doNothing, say: (text) => stream.write(`${text}\n`), clear: doNothing };
}

/** A failure is told when it first happens, and not again for every block it happens in. */
function firstFailure(state: LiveState, run: StoredRun): string | null {
  const before = state.ended.some(({ run: each }) => each.variant === run.variant && each.state === 'failed');
  const [failure] = run.failures;
  if (run.state === 'ok' || before || failure === undefined) return null;
  const where = blockName(run.block, state.scenario);
  return `${run.variant} failed in ${where}: ${sentence(failure.message)}`;
}

/**
 * On a terminal one line, rewritten in place: block, current row, its running median, time left. Elsewhere (a log, a
 * pipe) a plain line for each block. A first failure of a variant is a line of its own in both.
 */
export function createLive(given: LiveOptions): Live {
  const options = { now: () => performance.now(), later: timer, ...given };
  let state: LiveState | null = null;
  const text = options.isTTY
    ? terminalLine(options, () => state && liveLine(state, options.now(), options.columns - 1))
    : plainLines(options);

  const runEnded = (run: StoredRun): void => {
    if (state === null) return;
    const failure = firstFailure(state, run);
    const endedMs = options.now();
    const ended = [...state.ended, { run, tookMs: endedMs - state.endedMs }];
    state = { ...state, endedMs, ended };
    if (failure !== null) text.say(failure);
    const inBlock = ended.filter((each) => each.run.block === run.block).length;
    const blockIsWhole = inBlock === state.scenario.variants;
    if (blockIsWhole && !options.isTTY) text.say(blockLine(state, run.block, options.now()));
    text.changed();
  };
  const scenarioEnded = (): void => {
    state = null;
    text.clear();
  };
  return {
    step: (what) => text.say(what),
    scenarioStarted: (scenario, earlier = []) => {
      const startedMs = options.now();
      const ended = earlier.map((run) => ({ run, tookMs: (run.process?.wallNs ?? 0) / 1e6 }));
      state = { scenario, startedMs, endedMs: startedMs, current: null, ended };
      text.changed();
    },
    runStarted: (run) => {
      if (state === null) return;
      state = { ...state, current: run };
      text.changed();
    },
    runEnded,
    scenarioEnded,
    close: scenarioEnded,
  };
}
