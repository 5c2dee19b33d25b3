import type { BisectReport } from './report.ts';

/** The whole report, two blanks a level; docs/bisect.md says what is in it. */
export function renderBisectJson(report: BisectReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
