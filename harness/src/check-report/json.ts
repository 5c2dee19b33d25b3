import type { CheckReport } from '@fairfetch/contract';

/** The report as it is, per schema. Figures of the other formats are all computed from it. */
export function renderCheckJson(report: CheckReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
