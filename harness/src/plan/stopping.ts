import type { Precision, SessionScenario } from '@fairfetch/contract';

/**
 * An interval that ended a race by being narrow is narrow by luck a little too often: intervals of 95 % then hold in 89 to
 * 96 %, and those of 97 % in 94 to 98 % (the coverage benchmark; docs/method.md has the table). So under a target of
 * precision all intervals are of 97 %, in the rule and in the table.
 */
const CONFIDENCE = 0.97;

/** Widths of fewer pairs jump about too much to be a measure of anything. */
export const LEAST_BLOCKS = 10;

/** Blocks and seconds that a target of precision gets where nothing is said: two minutes and a half, and a report. */
export const MOST_ADDED_BLOCKS = 200;
export const DEFAULT_BUDGET_S = 150;

/** What the command line says of how long to go on. */
export interface Limits {
  /** null: not said. */
  readonly blocks: number | null;
  /** Half-width that every ratio's interval is to have, 0.03 for 3 %; null: the count of blocks is fixed. */
  readonly precision: number | null;
  readonly budgetS: number | null;
}

/** Counted blocks where nothing is said: a fixed count, and the most that a target of precision may take. */
export interface UsualBlocks {
  readonly fixed: number;
  readonly most: number;
}

/** The count of blocks to plan, and the rule that may end a race earlier: what is stated before the first run. */
export function blocksAndRule(
  { blocks, precision, budgetS }: Limits,
  { fixed, most }: UsualBlocks,
): Pick<SessionScenario, 'blocks' | 'stopping'> {
  if (precision === null) {
    const planned = blocks ?? fixed;
    return budgetS === null
      ? { blocks: planned }
      : { blocks: planned, stopping: { precision: null, budgetS } };
  }
  return {
    blocks: blocks ?? most,
    stopping: {
      precision: { halfWidth: precision, confidence: CONFIDENCE, leastBlocks: LEAST_BLOCKS },
      budgetS: budgetS ?? (blocks === null ? DEFAULT_BUDGET_S : null),
    },
  };
}

/** How far a race has come, as its stored runs tell. */
export interface Progress {
  /** Counted blocks that were run whole. */
  readonly blocks: number;
  /** Milliseconds from the start of the first run on, the warm-up included. */
  readonly spentMs: number;
  /** For each row that is waited for, but the fastest: half-width of its ratio's interval; null where it has none. */
  readonly halfWidths: readonly (number | null)[];
}

export type Ended = 'blocks' | 'precision' | 'budget';

function isPrecise({ halfWidth, leastBlocks }: Precision, { blocks, halfWidths }: Progress): boolean {
  // Nothing to look at is no precision.
  if (blocks < leastBlocks || halfWidths.length === 0) return false;
  return halfWidths.every((each) => each !== null && each <= halfWidth);
}

/** The next block, if it takes as long as those before it on average (the warm-up is one), ends after the budget. */
function isSpent(budgetS: number, { blocks, spentMs }: Progress): boolean {
  return spentMs + spentMs / (blocks + 1) > budgetS * 1000;
}

/**
 * Why no further block is to be run, or null. It goes by widths and by time and never by which row is ahead: whoever
 * stops when a difference shows, finds differences where there are none. One counted block is run whatever the budget.
 */
export function endOf(
  { blocks: planned, stopping }: Pick<SessionScenario, 'blocks' | 'stopping'>,
  progress: Progress,
): Ended | null {
  if (progress.blocks >= planned) return 'blocks';
  if (stopping === undefined || progress.blocks === 0) return null;
  if (stopping.precision !== null && isPrecise(stopping.precision, progress)) return 'precision';
  return stopping.budgetS !== null && isSpent(stopping.budgetS, progress) ? 'budget' : null;
}
