import type { Random } from '../random.ts';

/** A new array in an order that is uniform over all permutations (Fisher and Yates; Durstenfeld 1964). */
export function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const chosen = random.below(last + 1);
    [order[last], order[chosen]] = [order[chosen] as Item, order[last] as Item];
  }
  return order;
}
