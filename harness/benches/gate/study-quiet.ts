import type { NoiseModel } from '../noise.ts';
import { Tally } from '../rates.ts';
import type { StudyOptions } from '../study.ts';
import type { QuietRecord } from './record.ts';
import { blocksIn, planFor, quietSession, sourceFor } from './simulate.ts';

/** Whole sessions in which nothing differs. */
export function quietStudy(
  model: NoiseModel,
  minutes: number,
  { seed, sessions }: StudyOptions,
): QuietRecord {
  const plan = planFor(blocksIn(minutes));
  const source = sourceFor(seed, 'quiet', model.name, minutes);
  const tally = new Tally();
  let allBlocks = 0;
  for (let session = 0; session < sessions; session += 1) {
    const { gate, blocks } = quietSession(model, plan, source);
    const { canJudge, comparisons } = gate.verdicts();
    allBlocks += blocks;
    const isSome = (...verdicts: readonly string[]): boolean =>
      comparisons.some(({ verdict }) => verdicts.includes(verdict));
    tally.count('regressed', isSome('regressed'));
    tally.count('any', isSome('regressed', 'improved'));
    tally.count('cannot', !canJudge);
    for (const comparison of comparisons) {
      tally.count('unchanged', comparison.verdict === 'unchanged');
      if (comparison.kind !== 'measured' || comparison.interval === null) continue;
      const { low, high } = comparison.interval;
      tally.count('holds', low <= 1 && 1 <= high);
    }
  }
  return {
    noise: model.name,
    about: model.about,
    minutes,
    regressed: tally.rate('regressed'),
    anyDifference: tally.rate('any'),
    cannotJudge: tally.rate('cannot'),
    unchanged: tally.rate('unchanged'),
    intervalHolds: tally.rate('holds'),
    meanBlocks: allBlocks / sessions / plan.variants.length,
  };
}
