import type { ConformanceReport } from '@fairfetch/contract';
import { renderFailures, type FailureOptions } from './failures.ts';
import { renderMatrix } from './matrix.ts';
import { renderStanding, renderTotals, renderUnwitnessed } from './standing.ts';

export { renderJunit } from './junit.ts';
export { conformanceReport, type ReportInput } from './model.ts';
export { renderTotals } from './standing.ts';

/** The report for a terminal: the matrix, what failed and why, where each variant stands, the sum. */
export function renderConformance(report: ConformanceReport, options: FailureOptions): string {
  const parts = [
    renderMatrix(report, options.columns),
    renderFailures(report, options),
    renderStanding(report, options.columns),
    renderUnwitnessed(report, options.columns),
    renderTotals(report),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
