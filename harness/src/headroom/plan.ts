import { createRandom, type Random } from '../random.ts';
import { ceilingId, type CeilingKind } from './ceilings.ts';

/** Every one of the first counted blocks has the ceilings, so that a short race has enough of them for a median. */
const FIRST = 5;
/** After those, one block of so many. */
const WINDOW = 2;

type Order = readonly (readonly string[])[];

interface Place {
  readonly seed: number;
  /** Mixed into the seed; the scenario's name. */
  readonly label: string;
}

/** The warm-up, the first counted ones, and one drawn of every two that follow: whoever runs every second one has some. */
function blocksWithCeilings(blocks: number, random: Random): ReadonlySet<number> {
  const chosen = new Set(Array.from({ length: FIRST + 1 }, (_, block) => block));
  for (let from = FIRST + 1; from < blocks; from += WINDOW) {
    chosen.add(Math.min(blocks - 1, from + random.below(WINDOW)));
  }
  return chosen;
}

/**
 * Puts the ceilings into a planned order, at random places of their blocks: what slows the machine for a while slows
 * them as it slows the rows. The order of the rows among each other stays what it is without them.
 */
export function withCeilings(order: Order, kinds: readonly CeilingKind[], { seed, label }: Place): Order {
  const random = createRandom(seed, `ceilings ${label}`);
  const chosen = blocksWithCeilings(order.length, random);
  return order.map((block, index) => {
    if (!chosen.has(index)) return block;
    return kinds.reduce(
      (sofar, kind) => sofar.toSpliced(random.below(sofar.length + 1), 0, ceilingId(kind)),
      block,
    );
  });
}
