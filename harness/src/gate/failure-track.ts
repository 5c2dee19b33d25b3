import { LEAST_BLOCKS } from './exact.ts';
import { failsMore, failuresPValue, NO_FAILURES, withBlock } from './failures.ts';
import { doubted, judged, type Judged, type Strictness, type Track } from './track.ts';

/** Whether runs fail: values are 1 for a run that failed and 0 for one that was right. */
export function failureTrack(variant: string, metric: string, { level }: Strictness): Track {
  let against = NO_FAILURES;
  let self = NO_FAILURES;

  const judge = (holmPValue: number): Judged => {
    if (holmPValue <= level) return judged(failsMore(against) ? 'regressed' : 'improved');
    const isClean = against.judged + against.others === 0;
    return isClean && against.blocks >= LEAST_BLOCKS ? judged('unchanged') : doubted('few-blocks');
  };

  return {
    variant,
    metric,
    add: ({ base, candidate, baseAgain }) => {
      const before = against;
      against = withBlock(against, candidate === 1, [base === 1, baseAgain === 1]);
      self = withBlock(self, baseAgain === 1, [base === 1]);
      return against.right === before.right;
    },
    look: () => undefined,
    pValue: () => failuresPValue(against),
    judge,
    isGivenUp: (holmPValue) => {
      const { verdict } = judge(holmPValue);
      if (verdict === 'regressed') return true;
      const isNeverRight = against.right === 0 && against.blocks >= LEAST_BLOCKS;
      return isNeverRight && (verdict === 'improved' || against.discordant === 0);
    },
    comparison: (holmPValue) => ({
      kind: 'failures',
      variant,
      metric,
      ...judge(holmPValue),
      blocks: against.blocks,
      pValue: failuresPValue(against),
      holmPValue,
      base: against.others,
      candidate: against.judged,
    }),
    selfPValue: () => failuresPValue(self),
    selfDifference: (holmPValue) =>
      holmPValue <= level ? { variant, metric, ratio: null, holmPValue } : null,
  };
}
