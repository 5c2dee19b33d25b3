import { checkBlock, checkPlan } from './check-plan.ts';
import { laneOf } from './lane.ts';
import { givenUpOf, stateOf, verdictsOf, type Session } from './session.ts';
import type { Gate, GatePlan, GateState } from './types.ts';

/** One session in a hundred in which nothing differs may say that something does. */
export const LEVEL = 0.01;

/** Of the intervals, and so twice the chance to call a difference of just the threshold `unchanged`. */
export const GATE_CONFIDENCE = 0.95;

function sessionOf(plan: GatePlan): Session {
  const strictness = { level: plan.level ?? LEVEL, confidence: plan.confidence ?? GATE_CONFIDENCE };
  const lanes = plan.variants.map((variant) => laneOf(variant, plan, strictness));
  const tracks = lanes.flatMap((lane) => lane.tracks);
  return { lanes, tracks, elsewhere: plan.otherComparisons ?? 0 };
}

/**
 * A session of the gate: blocks go in one by one, and after each one it says whether to go on. Pure: it neither runs
 * anything nor looks at a clock, so stored blocks give the same verdicts again. docs/gate.md has the rule.
 */
export function openGate(plan: GatePlan): Gate {
  checkPlan(plan);
  const session = sessionOf(plan);
  /** null: a verdict may have changed since. */
  let known: GateState | null = null;

  return {
    add: (block) => {
      checkBlock(block, plan.metrics);
      const lane = session.lanes.find(({ variant }) => variant === block.variant);
      if (lane === undefined) throw new RangeError(`${block.variant} is not in the gate's plan`);
      if (lane.isSpent()) throw new RangeError(`the budget of ${block.variant} is spent`);
      if (lane.add(block)) known = null;
    },
    state: () => {
      known ??= stateOf(session);
      return known;
    },
    givenUp: () => givenUpOf(session).map(({ variant }) => variant),
    verdicts: () => {
      for (const lane of session.lanes) lane.look();
      known = null;
      return verdictsOf(session);
    },
  };
}
