export { baselineOf, LEAST_RUNS, leastRunsFor, shortRows } from './baseline.ts';
export { compareWithBaseline } from './compare.ts';
export { readBaseline, writeBaseline } from './file.ts';
export { renderBaselineJson } from './json.ts';
export { isStored, refuseStored, STORED_METRICS } from './refuse.ts';
export { renderBaselineTable, type BaselineTableOptions } from './table.ts';
export type {
  BaselineComparison,
  BaselineDecision,
  BaselineDoubt,
  BaselineFigure,
  BaselineInput,
  BaselinePlace,
  BaselineReport,
  BaselineVerdict,
  Candidate,
  FailedRuns,
  StoredMetric,
} from './types.ts';
