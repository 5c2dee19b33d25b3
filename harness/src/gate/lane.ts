import { exactTrack } from './exact-track.ts';
import { LEAST_BLOCKS } from './exact.ts';
import { failureTrack } from './failure-track.ts';
import { nextLook } from './look.ts';
import { measuredTrack } from './measured-track.ts';
import type { Strictness, Track, Triple } from './track.ts';
import type { Budget, GateBlock, GatePlan, MetricPlan } from './types.ts';

/** One variant on its way: its budget, and a track for each metric. */
export interface Lane {
  readonly variant: string;
  readonly tracks: readonly Track[];
  /** Looks at all metrics where it is time to; whether a verdict may have changed. */
  readonly add: (block: GateBlock) => boolean;
  /** Looks now, whatever the time. */
  readonly look: () => void;
  /** The next block, if it takes as long as those before it on average, would end after the budget. */
  readonly isSpent: () => boolean;
  /** No metric ever had a value of all three arms, in blocks enough not to wait for one. */
  readonly isBarren: () => boolean;
}

/** Blocks without a value of anything, after which none is waited for. */
const BARREN_BLOCKS = 2 * LEAST_BLOCKS;

function trackOf(variant: string, metric: MetricPlan, strictness: Strictness): Track {
  if (metric.kind === 'measured') return measuredTrack(variant, metric, strictness);
  const track = metric.kind === 'exact' ? exactTrack : failureTrack;
  return track(variant, metric.name, strictness);
}

/** null: not all arms have a value, so that the block says nothing of it. */
function tripleOf(block: GateBlock, metric: string): Triple | null {
  const base = block.base[metric] ?? null;
  const candidate = block.candidate[metric] ?? null;
  const baseAgain = block.baseAgain[metric] ?? null;
  return base === null || candidate === null || baseAgain === null ? null : { base, candidate, baseAgain };
}

export function laneOf(
  variant: string,
  { metrics, budget }: Pick<GatePlan, 'metrics' | 'budget'>,
  strictness: Strictness,
): Lane {
  const tracks = metrics.map((metric) => trackOf(variant, metric, strictness));
  let [blocks, spentS, next] = [0, 0, nextLook(0)];
  let isBare = true;

  const look = (): void => {
    const share = shareOf(budget, blocks, spentS);
    for (const track of tracks) track.look(share);
    next = nextLook(blocks);
  };
  const isSpent = (): boolean => {
    if (budget.blocks !== null && blocks >= budget.blocks) return true;
    return budget.seconds !== null && blocks > 0 && spentS + spentS / blocks > budget.seconds;
  };

  const add = (block: GateBlock): boolean => {
    blocks += 1;
    spentS += block.seconds;
    let isTold = false;
    for (const track of tracks) {
      const triple = tripleOf(block, track.metric);
      if (triple === null) continue;
      isBare = false;
      isTold = track.add(triple) || isTold;
    }
    const isTime = blocks >= next || isSpent();
    if (isTime) look();
    return isTime || isTold;
  };
  return { variant, tracks, add, look, isSpent, isBarren: () => isBare && blocks >= BARREN_BLOCKS };
}

/**
 * Of the budget: what the boundary goes by. Blocks and seconds of a block are the same whichever of its arms is which, so
 * that looks at times that depend on them tell nothing of a difference, and change no error rate.
 */
function shareOf(budget: Budget, blocks: number, spentS: number): number {
  const shares = [
    budget.blocks === null ? 0 : blocks / budget.blocks,
    budget.seconds === null ? 0 : spentS / budget.seconds,
  ];
  return Math.min(1, Math.max(...shares, Number.MIN_VALUE));
}
