import type { CheckBlock, CheckLane, CheckSession, StoredRun } from '@fairfetch/contract';
import type { GateBlock, GatePlan, Measurements } from '../gate/index.ts';
import { valueOf } from './metrics.ts';

/** What the gate knows a lane by. */
export function laneKey({ scenario, variant }: Pick<CheckLane, 'scenario' | 'variant'>): string {
  return `${variant} @ ${scenario}`;
}

/** The session as the gate is to judge it. */
export function gatePlanOf(session: CheckSession): GatePlan {
  const { lanes, metrics, budget, level, confidence, otherLanes } = session;
  return {
    variants: lanes.map(laneKey),
    metrics: metrics.map(({ metric, kind, threshold }) =>
      kind === 'measured' ? { name: metric, kind, threshold: threshold as number } : { name: metric, kind },
    ),
    budget,
    level,
    confidence,
    otherComparisons: otherLanes * metrics.length,
  };
}

/** Bytes of all downloads of a scenario of the session; null: not known. */
export function bytesOf({ scenarios }: CheckSession, scenario: string): number | null {
  return scenarios.find(({ name }) => name === scenario)?.bytes ?? null;
}

/** A stored block as the gate takes it; the warm-up is none. */
export function gateBlockOf(block: CheckBlock, session: CheckSession): GateBlock {
  const bytesTotal = bytesOf(session, block.scenario);
  const measured = (run: StoredRun): Measurements =>
    Object.fromEntries(session.metrics.map(({ metric }) => [metric, valueOf(metric, run, bytesTotal)]));
  return {
    variant: laneKey(block),
    base: measured(block.base),
    candidate: measured(block.candidate),
    baseAgain: measured(block.baseAgain),
    seconds: block.seconds,
  };
}
