import { openGate } from '../../src/gate/index.ts';
import type { NoiseModel } from '../noise.ts';
import { Tally } from '../rates.ts';
import type { StudyOptions } from '../study.ts';
import type { PowerRecord } from './record.ts';
import { blockOf, blocksIn, blockStream, COMPARISONS, planFor, sourceFor } from './simulate.ts';

export const MINUTES = [1, 5] as const;
export const SLOWER = [0, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5] as const;

export interface Question {
  readonly minutes: number;
  readonly slower: number;
}

/**
 * One comparison of a session, while nothing has been seen of the others: Holm then asks of it what it asks of the first
 * of all, which is the most that it can ask.
 */
export function powerStudy(
  model: NoiseModel,
  { minutes, slower }: Question,
  { seed, sessions }: StudyOptions,
): PowerRecord {
  const source = sourceFor(seed, 'power', model.name, minutes, slower);
  const plan = planFor(blocksIn(minutes), COMPARISONS, 1);
  const variant = plan.variants[0] as string;
  const tally = new Tally();
  const taken: number[] = [];
  for (let session = 0; session < sessions; session += 1) {
    const gate = openGate(plan);
    const draw = blockStream(model, blocksIn(minutes), Math.log1p(slower), source);
    let blocks = 0;
    for (let state = gate.state(); state.state === 'go-on'; state = gate.state()) {
      if (!state.variants.includes(variant)) break;
      gate.add(blockOf(variant, [draw()]));
      blocks += 1;
    }
    const verdict = gate.verdicts().comparisons[0]?.verdict;
    tally.count('regressed', verdict === 'regressed');
    tally.count('unchanged', verdict === 'unchanged');
    taken.push(blocks);
  }
  return {
    noise: model.name,
    minutes,
    slower,
    regressed: tally.rate('regressed'),
    unchanged: tally.rate('unchanged'),
    medianBlocks: taken.toSorted((left, right) => left - right)[taken.length >>> 1] ?? 0,
  };
}
