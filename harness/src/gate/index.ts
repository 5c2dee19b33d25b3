export { GATE_CONFIDENCE, LEVEL, openGate } from './gate.ts';
export type {
  Budget,
  Comparison,
  Counted,
  Doubt,
  ExactVerdict,
  Gate,
  GateBlock,
  GatePlan,
  GateState,
  MeasuredVerdict,
  Measurements,
  MetricPlan,
  SelfDifference,
  Verdict,
  Verdicts,
} from './types.ts';
