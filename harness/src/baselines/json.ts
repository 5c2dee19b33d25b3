import type { BaselineReport } from './types.ts';

/** The report as it is; the table says nothing that is not in it. */
export function renderBaselineJson(report: BaselineReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
