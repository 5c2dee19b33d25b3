import type { CheckArm, CheckLane, CheckSession, Shard } from '@fairfetch/contract';
import type { RaceVariant } from '../backends/index.ts';
import { shuffled } from '../plan/shuffle.ts';
import type { Race } from '../races.ts';
import { createRandom, type Random } from '../random.ts';

export type Arms = Readonly<Record<CheckArm, RaceVariant>>;

/** One variant in one scenario, with the three programs that are raced in it. */
export interface Lane {
  readonly listed: CheckLane;
  readonly race: Race;
  readonly arms: Arms;
}

export const ARMS: readonly CheckArm[] = ['base', 'candidate', 'base-again'];

/** Lanes are dealt out whole, so every pair is made within one machine. */
export function ofShard<Item>(lanes: readonly Item[], shard: Shard | null): readonly Item[] {
  return shard === null ? lanes : lanes.filter((_, index) => index % shard.of === shard.index - 1);
}

/** Draws the orders of a lane's blocks, one after the other. */
export function ordersOf({ seed }: Pick<CheckSession, 'seed'>, { scenario, variant }: CheckLane): Random {
  return createRandom(seed, `check ${scenario} ${variant}`);
}

export function drawOrder(random: Random): [CheckArm, CheckArm, CheckArm] {
  return [...shuffled(ARMS, random)] as [CheckArm, CheckArm, CheckArm];
}

/** After so many blocks without one in which all three arms were right, there will be none. */
const PATIENCE_BLOCKS = 24;

/** @param blocks of the lane, the warm-up included; `whole` of them had three right runs */
export function isHopeless(blocks: number, whole: number): boolean {
  return whole === 0 && blocks > PATIENCE_BLOCKS;
}
