import { betOn, levelOf, NO_BETS, type Bets } from './bets.ts';

/** Failed runs of one comparison: the judged arm's, and those of the one or two that it is held against. */
export interface Failures {
  readonly blocks: number;
  readonly judged: number;
  readonly others: number;
  /** Blocks in which some arms failed and some did not. */
  readonly discordant: number;
  /** Blocks in which no arm failed. */
  readonly right: number;
  /** That the judged arm fails more often, and less often, than the others. */
  readonly more: Bets;
  readonly fewer: Bets;
}

export const NO_FAILURES: Failures = {
  blocks: 0,
  judged: 0,
  others: 0,
  discordant: 0,
  right: 0,
  more: NO_BETS,
  fewer: NO_BETS,
};

/**
 * The same after one more block. Where all arms fail, or none does, it tells nothing of which is worse. That the judged
 * arm fails less is bet on as that it does well more.
 */
export function withBlock(before: Failures, judgedFails: boolean, othersFail: readonly boolean[]): Failures {
  const others = othersFail.filter(Boolean).length;
  const failed = others + Number(judgedFails);
  const share = failed / (othersFail.length + 1);
  const isDiscordant = share > 0 && share < 1;
  return {
    blocks: before.blocks + 1,
    judged: before.judged + Number(judgedFails),
    others: before.others + others,
    discordant: before.discordant + Number(isDiscordant),
    right: before.right + Number(failed === 0),
    more: isDiscordant ? betOn(before.more, judgedFails, share) : before.more,
    fewer: isDiscordant ? betOn(before.fewer, !judgedFails, 1 - share) : before.fewer,
  };
}

/** Of either direction, each at half the level; valid after any block. */
export function failuresPValue({ more, fewer }: Failures): number {
  return Math.min(1, 2 * levelOf(more), 2 * levelOf(fewer));
}

/** Whether the judged arm fails more often, if there is a difference. */
export const failsMore = ({ more, fewer }: Failures): boolean => more.most >= fewer.most;
