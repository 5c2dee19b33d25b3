import { exactTrack } from './exact-track.ts';
import { nextLook } from './look.ts';
import { measuredTrack } from './measured-track.ts';
import type { Strictness, Track } from './track.ts';
import type { Budget, GateBlock, GatePlan } from './types.ts';

/** One variant on its way: its budget, and a track for each metric. */
export interface Lane {
  readonly variant: string;
  readonly tracks: readonly Track[];
  /** Looks at all metrics where it is time to; whether it did. */
  readonly add: (block: GateBlock) => boolean;
  /** Looks now, whatever the time. */
  readonly look: () => void;
  /** The next block, if it takes as long as those before it on average, would end after the budget. */
  readonly isSpent: () => boolean;
}

export function laneOf(
  variant: string,
  { metrics, budget }: Pick<GatePlan, 'metrics' | 'budget'>,
  strictness: Strictness,
): Lane {
  const tracks = metrics.map((metric) =>
    metric.kind === 'measured'
      ? measuredTrack(variant, metric, strictness)
      : exactTrack(variant, metric.name, strictness),
  );
  let [blocks, spentS, next] = [0, 0, nextLook(0)];

  const look = (): void => {
    const share = shareOf(budget, blocks, spentS);
    for (const track of tracks) track.look(share);
    next = nextLook(blocks);
  };
  const isSpent = (): boolean => {
    if (budget.blocks !== null && blocks >= budget.blocks) return true;
    return budget.seconds !== null && blocks > 0 && spentS + spentS / blocks > budget.seconds;
  };

  const add = ({ base, candidate, baseAgain, seconds }: GateBlock): boolean => {
    blocks += 1;
    spentS += seconds;
    for (const track of tracks) {
      const [one, judged, other] = [base, candidate, baseAgain].map((each) => each[track.metric] ?? null);
      if (one == null || judged == null || other == null) continue;
      track.add({ base: one, candidate: judged, baseAgain: other });
    }
    const isTime = blocks >= next || isSpent();
    if (isTime) look();
    return isTime;
  };
  return { variant, tracks, add, look, isSpent };
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
