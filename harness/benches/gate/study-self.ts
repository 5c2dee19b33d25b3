import { levelReached } from '../../src/gate/boundary.ts';
import { scoreOfNone } from '../../src/gate/effect.ts';
import { LEVEL } from '../../src/gate/gate.ts';
import { nextLook } from '../../src/gate/look.ts';
import type { NoiseModel } from '../noise.ts';
import { Tally, type Rate } from '../rates.ts';
import { blocksIn, blockStream, COMPARISONS, sourceFor } from './simulate.ts';

/** Two-sided level that a base and its alike copy reach at any look. */
function selfLevel(draw: () => readonly [unknown, number, number], planned: number): number {
  const logs: number[] = [];
  let [least, next] = [1, nextLook(0)];
  for (let blocks = 1; blocks <= planned; blocks += 1) {
    const [, base, again] = draw();
    logs.push(again, base);
    if (blocks < next && blocks < planned) continue;
    next = nextLook(blocks);
    const score = scoreOfNone({ width: 2, logs });
    least = Math.min(least, 2 * levelReached(Math.abs(score), blocks / planned));
  }
  return least;
}

/**
 * The base against itself, one comparison apart: how often it is told from itself at the level of the first of a session,
 * however little the difference. Whole sessions have the same rate in the table, with fewer of them.
 */
export function selfStudy(
  model: NoiseModel,
  minutes: number,
  { seed, comparisons }: { readonly seed: number; readonly comparisons: number },
): Rate {
  const source = sourceFor(seed, 'self', model.name, minutes);
  const tally = new Tally();
  for (let comparison = 0; comparison < comparisons; comparison += 1) {
    const draw = blockStream(model, blocksIn(minutes), 0, source);
    tally.count('differs', selfLevel(draw, blocksIn(minutes)) <= LEVEL / COMPARISONS);
  }
  return tally.rate('differs');
}

/** Of a session of all comparisons, if each of them has that rate, whatever the others do. */
export const ofSession = (share: number): number => 1 - (1 - share) ** COMPARISONS;
