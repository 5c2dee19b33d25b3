import { counted, noCounts, standingOf } from './exact.ts';
import { doubted, judged, type Judged, type Strictness, type Track } from './track.ts';

/** Counts are the same or they are not: one connection more in every run is a regression, and no threshold hides it. */
export function exactTrack(variant: string, metric: string, { level }: Strictness): Track {
  let against = noCounts(2);
  let self = noCounts(1);

  const judge = (holmPValue: number): Judged => {
    const { apart, isSame, varies } = standingOf(against);
    if (apart !== 0 && holmPValue <= level) return judged(apart > 0 ? 'regressed' : 'improved');
    if (isSame) return judged('unchanged');
    return doubted(varies ? 'counts-vary' : 'few-blocks');
  };

  return {
    variant,
    metric,
    add: ({ base, candidate, baseAgain }) => {
      against = counted(against, candidate, [base, baseAgain]);
      self = counted(self, baseAgain, [base]);
      return false;
    },
    look: () => undefined,
    pValue: () => standingOf(against).pValue,
    judge,
    isGivenUp: () => false,
    comparison: (holmPValue) => ({
      kind: 'exact',
      variant,
      metric,
      ...judge(holmPValue),
      blocks: against.blocks,
      pValue: standingOf(against).pValue,
      holmPValue,
      base: against.base,
      candidate: against.candidate,
    }),
    selfPValue: () => standingOf(self).pValue,
    selfDifference: (holmPValue) =>
      holmPValue <= level && standingOf(self).apart !== 0
        ? { variant, metric, ratio: null, holmPValue }
        : null,
  };
}
