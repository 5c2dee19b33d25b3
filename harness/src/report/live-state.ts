import type { StoredRun } from '@fairfetch/contract';
import { distributionOf } from '../analyse/index.ts';
import { durationInWords, secondsInWords } from './words.ts';

/** What is being raced now. */
export interface LiveScenario {
  readonly title: string;
  /** Counted blocks; a warm-up block comes before them. */
  readonly blocks: number;
  /** Runs in one block. */
  readonly variants: number;
}

export interface LiveRun {
  /** 0 is the warm-up. */
  readonly block: number;
  /** Counted blocks. */
  readonly blocks: number;
  readonly variant: string;
  /** Place in the block, from 0. */
  readonly position: number;
  /** Runs in the block. */
  readonly of: number;
}

/** Everything the live view knows; it changes only by making a new one. */
export interface LiveState {
  readonly scenario: LiveScenario;
  readonly startedMs: number;
  /** When the last run ended; the start before the first has. */
  readonly endedMs: number;
  readonly current: LiveRun | null;
  readonly ended: readonly StoredRun[];
}

export function blockName(block: number, blocks: number): string {
  return block === 0 ? 'warm-up' : `block ${block} of ${blocks}`;
}

/** Milliseconds until the last run ends, if the rest take as long as those before; null before any and after all. */
function remainingMs({ scenario, startedMs, endedMs, ended }: LiveState, nowMs: number): number | null {
  const remaining = (scenario.blocks + 1) * scenario.variants - ended.length;
  if (ended.length === 0 || remaining <= 0) return null;
  return ((endedMs - startedMs) / ended.length) * remaining - (nowMs - endedMs);
}

function timeLeft(state: LiveState, nowMs: number): string | null {
  const leftMs = remainingMs(state, nowMs);
  // Whole seconds, and never none while there is something left to wait for: a guess is no better than that.
  return leftMs === null ? null : `${secondsInWords(Math.max(1, leftMs / 1000))} left`;
}

/** Median time of a variant's counted runs so far; null before the first that was ok. */
function medianSoFarNs(ended: readonly StoredRun[], variant: string): number | null {
  const times = ended
    .filter((run) => run.variant === variant && run.state === 'ok' && !run.warmup)
    .flatMap(({ process }) => (process ? [process.wallNs] : []));
  return distributionOf(times)?.median ?? null;
}

/** `seed · block 3 of 15 · rust/tokio (4 of 10), 145 ms so far · 1 min 20 s left`, before it is cut to the terminal. */
export function liveLine(state: LiveState, nowMs: number): string {
  const { scenario, current, ended } = state;
  const medianNs = current && medianSoFarNs(ended, current.variant);
  const soFar = medianNs === null ? '' : `, ${durationInWords(medianNs)} so far`;
  return [
    scenario.title,
    ...(current
      ? [
          blockName(current.block, current.blocks),
          `${current.variant} (${current.position + 1} of ${current.of})${soFar}`,
        ]
      : []),
    timeLeft(state, nowMs),
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

/** `seed: block 3 of 15, 10 of 10 ok, 1 min 20 s left`, for a log. */
export function blockLine(state: LiveState, block: number, nowMs: number): string {
  const runs = state.ended.filter((run) => run.block === block);
  const ok = runs.filter((run) => run.state === 'ok').length;
  const left = timeLeft(state, nowMs);
  const name = blockName(block, state.scenario.blocks);
  return `${state.scenario.title}: ${name}, ${ok} of ${runs.length} ok${left === null ? '' : `, ${left}`}`;
}
