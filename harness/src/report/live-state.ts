import type { StoredRun } from '@fairfetch/contract';
import { distributionOf } from '../analyse/index.ts';
import { durationInWords, secondsInWords } from './words.ts';

/** What is being raced now. */
export interface LiveScenario {
  readonly title: string;
  /** Counted blocks; a warm-up block comes before them. */
  readonly blocks: number;
  /** Blocks that are run here, the warm-up included (default: all). */
  readonly rounds?: number;
  /** Runs in one block. */
  readonly variants: number;
  /** A rule may end it before all blocks are run. */
  readonly mayEndEarlier: boolean;
  /** Milliseconds it may take; null: as long as its blocks take. */
  readonly budgetMs: number | null;
}

export interface LiveRun {
  /** 0 is the warm-up. */
  readonly block: number;
  readonly variant: string;
  /** Place in the block, from 0. */
  readonly position: number;
  /** Runs in the block. */
  readonly of: number;
}

export interface EndedRun {
  readonly run: StoredRun;
  /** Milliseconds since the run before ended: the run, and what it took to check and keep it. */
  readonly tookMs: number;
}

/** Everything the live view knows; it changes only by making a new one. */
export interface LiveState {
  readonly scenario: LiveScenario;
  readonly startedMs: number;
  /** When the last run ended; when the scenario started before the first has. */
  readonly endedMs: number;
  readonly current: LiveRun | null;
  readonly ended: readonly EndedRun[];
}

export function blockName(block: number, { blocks, mayEndEarlier }: LiveScenario): string {
  return block === 0 ? 'warm-up' : `block ${block} of ${mayEndEarlier ? 'at most ' : ''}${blocks}`;
}

const meanMs = (ended: readonly EndedRun[]): number =>
  ended.reduce((sum, { tookMs }) => sum + tookMs, 0) / ended.length;

/**
 * Milliseconds until the last run ends: each variant goes on as it has so far, and those not seen yet as the mean of the
 * others, since in one block the slow ones may all come first. Null before any run has ended and after all have.
 */
function remainingMs(state: LiveState, nowMs: number): number | null {
  const { scenario, startedMs, endedMs, ended } = state;
  const { rounds = scenario.blocks + 1 } = scenario;
  if (ended.length === 0 || ended.length >= rounds * scenario.variants) return null;
  const seen = [...Map.groupBy(ended, ({ run }) => run.variant).values()];
  const ofSeenMs = seen.reduce((sum, runs) => sum + Math.max(0, rounds - runs.length) * meanMs(runs), 0);
  const ofUnseenMs = Math.max(0, scenario.variants - seen.length) * rounds * meanMs(ended);
  const ofBlocksMs = ofSeenMs + ofUnseenMs - (nowMs - endedMs);
  const ofBudgetMs = (scenario.budgetMs ?? Number.POSITIVE_INFINITY) - (nowMs - startedMs);
  return Math.min(ofBlocksMs, ofBudgetMs);
}

function timeLeft(state: LiveState, nowMs: number): string | null {
  const leftMs = remainingMs(state, nowMs);
  // Whole seconds, and never none while there is something left to wait for: a guess is no better than that.
  const most = state.scenario.mayEndEarlier ? 'at most ' : '';
  return leftMs === null ? null : `${most}${secondsInWords(Math.max(1, leftMs / 1000))} left`;
}

/** Median time of a variant's counted runs so far; null before the first that was ok. */
function medianSoFarNs(ended: readonly EndedRun[], variant: string): number | null {
  const times = ended
    .filter(({ run }) => run.variant === variant && run.state === 'ok' && !run.warmup)
    .flatMap(({ run }) => (run.process ? [run.process.wallNs] : []));
  return distributionOf(times)?.median ?? null;
}

/** `seed · block 3 of 15 · rust/tokio (4 of 10), 145 ms so far · 1 min 20 s left`, before it is cut to the terminal. The title gives way where it does not fit: it does not change. */
export function liveLine(state: LiveState, nowMs: number, room: number): string {
  const { scenario, current, ended } = state;
  const medianNs = current && medianSoFarNs(ended, current.variant);
  const soFar = medianNs === null ? '' : `, ${durationInWords(medianNs)} so far`;
  const parts = [
    ...(current
      ? [
          blockName(current.block, scenario),
          `${current.variant} (${current.position + 1} of ${current.of})${soFar}`,
        ]
      : []),
    timeLeft(state, nowMs),
  ].filter((part) => part !== null);
  const whole = [scenario.title, ...parts].join(' · ');
  return whole.length <= room || current === null ? whole : parts.join(' · ');
}

/** `seed: block 3 of 15, 10 of 10 ok, 1 min 20 s left`, for a log. */
export function blockLine(state: LiveState, block: number, nowMs: number): string {
  const runs = state.ended.filter(({ run }) => run.block === block);
  const ok = runs.filter(({ run }) => run.state === 'ok').length;
  const left = timeLeft(state, nowMs);
  const name = blockName(block, state.scenario);
  return `${state.scenario.title}: ${name}, ${ok} of ${runs.length} ok${left === null ? '' : `, ${left}`}`;
}
