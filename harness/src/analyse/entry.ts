import type { Session, SessionScenario, SessionVariant, StoredRun } from '@fairfetch/contract';

/** One row to be: a variant and everything it did in one scenario. */
export interface Entry {
  /** BACKEND/VARIANT, or BACKEND where a whole backend was skipped. */
  readonly id: string;
  /** null: skipped, so nothing more is known about it. */
  readonly variant: SessionVariant | null;
  readonly skippedReason: string | null;
  /** One a block, in the order of the blocks. */
  readonly counted: readonly StoredRun[];
  readonly ok: readonly StoredRun[];
  readonly failed: readonly StoredRun[];
  readonly warmup: readonly StoredRun[];
}

/** A run made again, after an interruption, takes the place of the earlier one of the same block. */
function lastOfEachBlock(runs: readonly StoredRun[]): readonly StoredRun[] {
  const byBlock = new Map(runs.map((run) => [run.block, run]));
  return [...byBlock.values()].toSorted((left, right) => left.block - right.block);
}

type Who = Pick<Entry, 'id' | 'variant' | 'skippedReason'>;

function entryOf(who: Who, runs: readonly StoredRun[]): Entry {
  const own = runs.filter((run) => run.variant === who.id);
  const counted = lastOfEachBlock(own.filter((run) => !run.warmup));
  return {
    ...who,
    counted,
    ok: counted.filter((run) => run.state === 'ok'),
    failed: counted.filter((run) => run.state === 'failed'),
    warmup: lastOfEachBlock(own.filter((run) => run.warmup)),
  };
}

/** Every variant that takes part in this scenario with its runs, then those that were skipped. */
export function entriesOf(
  session: Session,
  scenario: SessionScenario,
  runs: readonly StoredRun[],
): readonly Entry[] {
  const own = runs.filter((run) => run.scenario === scenario.name);
  const leftOut = new Set(scenario.leftOut?.map(({ variant }) => variant));
  const taking = session.variants.filter(({ id }) => !leftOut.has(id));
  const raced = taking.map((variant): Who => ({ id: variant.id, variant, skippedReason: null }));
  const skipped = session.skipped
    .filter(({ variant }) => !session.variants.some(({ id }) => id === variant))
    .map(({ variant, reason }): Who => ({ id: variant, variant: null, skippedReason: reason }));
  return [...raced, ...skipped].map((who) => entryOf(who, own));
}

/** Counted blocks in which every variant that takes part ran. */
export function wholeBlocks(entries: readonly Entry[]): number {
  const raced = entries.filter(({ variant }) => variant !== null);
  const [first, ...others] = raced.map(({ counted }) => new Set(counted.map(({ block }) => block)));
  if (first === undefined) return 0;
  return [...first].filter((block) => others.every((blocks) => blocks.has(block))).length;
}
