import { createRandom } from '../random.ts';
import { ceilingId, type CeilingKind } from './ceilings.ts';

/** In the warm-up and in every second counted block from the first on: enough runs for a median, at little cost. */
const EVERY = 2;

type Order = readonly (readonly string[])[];

interface Place {
  readonly seed: number;
  /** Mixed into the seed; the scenario's name. */
  readonly label: string;
}

/**
 * Puts the ceilings into a planned order, at random places of their blocks: what slows the machine for a while slows
 * them as it slows the rows. The order of the rows among each other stays what it is without them.
 */
export function withCeilings(order: Order, kinds: readonly CeilingKind[], { seed, label }: Place): Order {
  const random = createRandom(seed, `ceilings ${label}`);
  return order.map((block, index) => {
    if (index > 0 && (index - 1) % EVERY !== 0) return block;
    return kinds.reduce(
      (sofar, kind) => sofar.toSpliced(random.below(sofar.length + 1), 0, ceilingId(kind)),
      block,
    );
  });
}
