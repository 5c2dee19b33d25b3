import type { Session, SessionScenario, Shard, StoredRun } from '@fairfetch/contract';

/**
 * Whether a shard runs a block. The warm-up is everybody's: each machine has its own caches. Blocks are dealt out whole,
 * so every pair is made within one machine.
 */
export function isOfShard(block: number, shard: Shard | null): boolean {
  return shard === null || block === 0 || (block - 1) % shard.of === shard.index - 1;
}

/** The shard a session is; null: it is whole, or has been joined. */
export function shardOf({ sittings }: Session): Shard | null {
  const [{ shard }] = sittings;
  if (shard === null || sittings.some((each) => each.shard?.index !== shard.index)) return null;
  return shard;
}

export function shardName({ index, of }: Shard): string {
  return `shard ${index} of ${of}`;
}

function isHere({ sittings }: Session, block: number): boolean {
  return sittings.some(({ shard }) => isOfShard(block, shard));
}

/** The scenario with the counted blocks that are to be found with this session: all, unless it is a shard. */
export function scenarioHere(session: Session, scenario: SessionScenario): SessionScenario {
  const counted = Array.from({ length: scenario.blocks }, (_, index) => index + 1);
  return { ...scenario, blocks: counted.filter((block) => isHere(session, block)).length };
}

/** A block of a scenario, and what of it is not stored yet. */
export interface BlockHere {
  readonly block: number;
  /** Variants and ceilings, in the order in which they run. */
  readonly order: readonly string[];
  /** Places in that order. */
  readonly left: readonly number[];
}

/** The blocks of a scenario that are this session's to run, the warm-up first. */
export function blocksHere(
  session: Session,
  { name }: Pick<SessionScenario, 'name'>,
  runs: readonly StoredRun[],
): readonly BlockHere[] {
  const at = session.scenarios.findIndex((scenario) => scenario.name === name);
  const made = new Set(
    runs.filter(({ scenario }) => scenario === name).map(({ block, position }) => `${block} ${position}`),
  );
  return (session.order[at] ?? [])
    .map((order, block) => ({
      block,
      order,
      left: order.map((_, position) => position).filter((position) => !made.has(`${block} ${position}`)),
    }))
    .filter(({ block }) => isHere(session, block));
}

/** A block that was begun is ended, whatever a rule says of further ones. */
export function isBegun({ order, left }: BlockHere): boolean {
  return left.length > 0 && left.length < order.length;
}
