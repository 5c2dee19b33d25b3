import type { ProgressMode } from './cli.ts';
import type { Tally } from './counter.ts';
import { humanBytes } from './report.ts';

const BAR_EVERY_MS = 100;
const PLAIN_EVERY_MS = 3000;
const BAR_WIDTH = 24;
const CLEAR_LINE = '\r\u001b[K';

/** Where a run is, at one moment. */
export interface Moment {
  readonly ok: number;
  readonly failed: number;
  readonly bytes: number;
  /** Jobs read so far. */
  readonly jobs: number;
  /** How much of the input they are, 0 to 1: jobs are read as they are needed, so their number is not known before. */
  readonly shareTaken: number | undefined;
  readonly elapsedS: number;
}

export interface Progress {
  stop(): void;
}

/** The part of stderr that progress needs. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * Shows progress by looking at the shared counters now and then, so that the transfers themselves never wait for it.
 * @param jobs how many have been read, and how much of the input that is
 */
export function startProgress(
  mode: ProgressMode,
  screen: Screen,
  tally: Tally,
  jobs: () => Pick<Moment, 'jobs' | 'shareTaken'>,
): Progress {
  const shown = mode === 'auto' ? (screen.isTTY === true ? 'bar' : 'none') : mode;
  if (shown === 'none') return { stop: () => undefined };
  const startedMs = performance.now();
  const moment = (): Moment => ({
    ok: tally.ok.value,
    failed: tally.failed.value,
    bytes: tally.bytes.value,
    elapsedS: (performance.now() - startedMs) / 1000,
    ...jobs(),
  });
  const show = (): void => {
    if (shown === 'plain') screen.write(`${plainLine(moment())}\n`);
    // Some terminals say that they are 0 columns wide.
    else screen.write(CLEAR_LINE + barLine(moment(), screen.columns || 80));
  };
  const timer = setInterval(show, shown === 'bar' ? BAR_EVERY_MS : PLAIN_EVERY_MS);
  timer.unref();
  if (shown === 'bar') show();
  return {
    stop: () => {
      clearInterval(timer);
      if (shown === 'bar') screen.write(CLEAR_LINE);
    },
  };
}

export function plainLine(moment: Moment): string {
  const rate = moment.elapsedS > 0 ? `, ${humanBytes(moment.bytes / moment.elapsedS)}/s` : '';
  return `${count(moment)}, ${moment.failed} failed, ${humanBytes(moment.bytes)}${rate}`;
}

/** @param columns of the terminal: a longer line would wrap, and then not be overwritten */
export function barLine(moment: Moment, columns: number): string {
  const share = doneShare(moment);
  const filled = Math.round((share ?? 0) * BAR_WIDTH);
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}]`;
  const left =
    share !== undefined && share > 0 ? `, ${Math.ceil((moment.elapsedS / share) * (1 - share))} s left` : '';
  return `${bar} ${plainLine(moment)}${left}`.slice(0, Math.max(0, columns - 1));
}

function doneShare({ ok, failed, jobs, shareTaken }: Moment): number | undefined {
  return shareTaken === undefined || jobs === 0 ? undefined : ((ok + failed) / jobs) * shareTaken;
}

/** While jobs are still being read nobody knows how many there will be. */
function count({ ok, failed, jobs, shareTaken }: Moment): string {
  return shareTaken === 1 ? `${ok + failed}/${jobs}` : `${ok + failed} done`;
}
