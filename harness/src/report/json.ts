import type { Report } from '@fairfetch/contract';

/** The report as it is, per schema. Figures of the other formats are all computed from it. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
