import type { Counted } from './types.ts';

/** Fewer blocks do not show that a count is always the same, or that runs never fail. */
export const LEAST_BLOCKS = 6;

/** Counts of one comparison; one candidate and `copies` of the base in each block. */
export interface Counts {
  readonly copies: 1 | 2;
  readonly blocks: number;
  readonly candidate: Counted | null;
  readonly base: Counted | null;
}

export const noCounts = (copies: 1 | 2): Counts => ({ copies, blocks: 0, candidate: null, base: null });

function widened(range: Counted | null, values: readonly number[]): Counted {
  const all = range === null ? values : [range.least, range.most, ...values];
  return { least: Math.min(...all), most: Math.max(...all) };
}

export function counted(before: Counts, candidate: number, base: readonly number[]): Counts {
  return {
    copies: before.copies,
    blocks: before.blocks + 1,
    candidate: widened(before.candidate, [candidate]),
    base: widened(before.base, base),
  };
}

/** Where exact counts stand: `apart` is the sign of the difference where every count of one side is above all of the other. */
export interface CountStanding {
  readonly apart: -1 | 0 | 1;
  readonly isSame: boolean;
  readonly varies: boolean;
  readonly pValue: number;
}

/**
 * The candidate's counts are apart from the base's if every one of them is above, or every one below, all of the base's. Of
 * arms that are alike it is the candidate whose count stands alone in one block of three (of two, for one copy), so n
 * blocks on end have a chance of 2 / 3^n at most, whatever the counts do, and looking at it often does not add to that: it
 * must hold in every block.
 */
export function standingOf({ copies, blocks, candidate, base }: Counts): CountStanding {
  if (candidate === null || base === null) return { apart: 0, isSame: false, varies: false, pValue: 1 };
  let apart: CountStanding['apart'] = 0;
  if (candidate.least > base.most) apart = 1;
  if (candidate.most < base.least) apart = -1;
  const isConstant = candidate.least === candidate.most && base.least === base.most;
  return {
    apart,
    isSame: apart === 0 && isConstant && blocks >= LEAST_BLOCKS,
    varies: apart === 0 && !isConstant,
    pValue: apart === 0 ? 1 : Math.min(1, 2 / (copies + 1) ** blocks),
  };
}
