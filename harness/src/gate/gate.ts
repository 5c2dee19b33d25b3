import { holmAdjusted } from '../analyse/holm.ts';
import { checkBlock, checkPlan } from './check-plan.ts';
import { laneOf } from './lane.ts';
import { doubted, type Track } from './track.ts';
import type { Comparison, Gate, GatePlan, GateState, SelfDifference, Verdicts } from './types.ts';

/** One session in a hundred in which nothing differs may say that something does. */
export const LEVEL = 0.01;

/** Of the intervals, and so twice the chance to call a difference of just the threshold `unchanged`. */
export const GATE_CONFIDENCE = 0.95;

const CANNOT_JUDGE = doubted('base-differs-from-itself');

/** What a session that cannot judge says of a comparison. */
function withoutJudgement(comparison: Comparison): Comparison {
  return { ...comparison, ...CANNOT_JUDGE };
}

/** Another block may settle it; counts that vary are never settled. */
function isOpen(track: Track, holmPValue: number): boolean {
  const { verdict, doubt } = track.judge(holmPValue);
  return verdict === 'inconclusive' && doubt !== 'counts-vary';
}

/**
 * A session of the gate: blocks go in one by one, and after each one it says whether to go on. Pure: it neither runs
 * anything nor looks at a clock, so stored blocks give the same verdicts again. docs/gate.md has the rule.
 */
export function openGate(plan: GatePlan): Gate {
  checkPlan(plan);
  const strictness = { level: plan.level ?? LEVEL, confidence: plan.confidence ?? GATE_CONFIDENCE };
  const lanes = plan.variants.map((variant) => laneOf(variant, plan, strictness));
  const tracks: readonly Track[] = lanes.flatMap((lane) => lane.tracks);

  const holmPValues = (): readonly number[] => holmAdjusted(tracks.map((track) => track.pValue()));
  const selfDifferences = (): readonly SelfDifference[] => {
    const adjusted = holmAdjusted(tracks.map((track) => track.selfPValue()));
    return tracks.flatMap((track, index) => track.selfDifference(adjusted[index] as number) ?? []);
  };
  const stateNow = (): GateState => {
    if (selfDifferences().length > 0) return { state: 'decided', by: 'base-differs-from-itself' };
    const adjusted = holmPValues();
    const open = new Set(
      tracks.filter((track, index) => isOpen(track, adjusted[index] as number)).map(({ variant }) => variant),
    );
    if (open.size === 0) return { state: 'decided', by: 'verdicts' };
    const variants = lanes
      .filter((lane) => open.has(lane.variant) && !lane.isSpent())
      .map(({ variant }) => variant);
    return variants.length > 0 ? { state: 'go-on', variants } : { state: 'decided', by: 'budget' };
  };

  const verdicts = (): Verdicts => {
    for (const lane of lanes) lane.look();
    known = null;
    const differences = selfDifferences();
    const adjusted = holmPValues();
    const comparisons = tracks.map((track, index) =>
      track.comparison(adjusted[index] as number, tracks.length),
    );
    const canJudge = differences.length === 0;
    return {
      canJudge,
      selfDifferences: differences,
      comparisons: canJudge ? comparisons : comparisons.map(withoutJudgement),
    };
  };

  /** null: there was a look since. */
  let known: GateState | null = null;

  return {
    add: (block) => {
      checkBlock(block);
      const lane = lanes.find(({ variant }) => variant === block.variant);
      if (lane === undefined) throw new RangeError(`${block.variant} is not in the gate's plan`);
      if (lane.isSpent()) throw new RangeError(`the budget of ${block.variant} is spent`);
      if (lane.add(block)) known = null;
    },
    state: () => {
      known ??= stateNow();
      return known;
    },
    verdicts,
  };
}
