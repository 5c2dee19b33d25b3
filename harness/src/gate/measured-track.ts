import { lookAt, NOT_LOOKED_AT, pValueOf, sizeOf } from './measured.ts';
import { blocksOf, type Arms } from './scores.ts';
import { doubted, judged, type Judged, type Strictness, type Track } from './track.ts';
import type { MetricPlan } from './types.ts';

type MeasuredPlan = Extract<MetricPlan, { kind: 'measured' }>;

/**
 * Half of what matters. A base that differs from itself by that much stands for a bias that could make up a regression
 * together with a small true one; less is what the place of a program on the disk does, and is borne.
 */
const SELF_SHARE = 0.5;

interface Grown extends Arms {
  readonly logs: number[];
}

/**
 * A verdict needs both: the session is sure that there is a difference, and the estimate is that it matters. The interval
 * need not lie beyond the threshold: that would find 10 % only where it can tell 10 % from 5 %.
 */
export function measuredTrack(
  variant: string,
  { name, threshold }: MeasuredPlan,
  { level, confidence }: Strictness,
): Track {
  const against: Grown = { width: 3, logs: [] };
  const self: Grown = { width: 2, logs: [] };
  const limits = { threshold: Math.log1p(threshold), confidence };
  const selfLimits = { threshold: Math.log1p(threshold * SELF_SHARE), confidence };
  let standing = NOT_LOOKED_AT;
  let selfStanding = NOT_LOOKED_AT;

  const judge = (holmPValue: number): Judged => {
    const isSure = holmPValue <= level;
    if (isSure && standing.isMore && standing.above <= standing.below) return judged('regressed');
    if (isSure && standing.isLess && standing.below <= standing.above) return judged('improved');
    if (standing.isWithin) return judged('unchanged');
    return doubted('imprecise');
  };

  return {
    variant,
    metric: name,
    add: ({ base, candidate, baseAgain }) => {
      if (base <= 0 || candidate <= 0 || baseAgain <= 0) return false;
      against.logs.push(Math.log(candidate), Math.log(base), Math.log(baseAgain));
      self.logs.push(Math.log(baseAgain), Math.log(base));
      return false;
    },
    look: (share) => {
      if (blocksOf(against) === standing.blocks) return;
      standing = lookAt(against, standing, share, limits);
      selfStanding = lookAt(self, selfStanding, share, selfLimits);
    },
    pValue: () => pValueOf(standing),
    judge,
    isGivenUp: () => false,
    comparison: (holmPValue, planned) => {
      const size = sizeOf(against, standing, { ...limits, level: level / planned });
      const found = judge(holmPValue);
      return {
        kind: 'measured',
        variant,
        metric: name,
        verdict: found.verdict,
        doubt: found.doubt === 'imprecise' && size.interval === null ? 'few-blocks' : found.doubt,
        blocks: blocksOf(against),
        pValue: pValueOf(standing),
        holmPValue,
        threshold,
        ...size,
      };
    },
    selfPValue: () => pValueOf(selfStanding),
    selfDifference: (holmPValue) => {
      if (holmPValue > level || (!selfStanding.isMore && !selfStanding.isLess)) return null;
      const { ratio } = sizeOf(self, selfStanding, { ...selfLimits, level });
      return { variant, metric: name, ratio, holmPValue };
    },
  };
}
