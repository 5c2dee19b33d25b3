import { createRandom } from '../random.ts';
import { shuffled } from './shuffle.ts';

export interface PlanRequest {
  readonly variants: readonly string[];
  /** Counted blocks; one warm-up block comes before them. */
  readonly blocks: number;
  readonly seed: number;
  /** Mixed into the seed, so that two scenarios of one session get unrelated orders. */
  readonly label: string;
}

/**
 * The order of a session: blocks + 1 blocks, the first being the warm-up. Every block runs every variant once, in a
 * fresh random order, so that drift of the machine falls on all variants alike and each block gives a pair for each
 * comparison (randomised complete blocks; Mytkowicz et al., ASPLOS 2009, on what a fixed order does).
 */
export function planBlocks(request: PlanRequest): readonly (readonly string[])[] {
  const random = createRandom(request.seed, `plan ${request.label}`);
  return Array.from({ length: request.blocks + 1 }, () => shuffled(request.variants, random));
}
