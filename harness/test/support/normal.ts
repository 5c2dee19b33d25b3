import type { Random } from '../../src/random.ts';

/** Standard normal deviates (Box and Muller 1958). */
export function normalOf(random: Random): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
}
