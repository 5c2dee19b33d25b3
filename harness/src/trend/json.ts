import type { Trend } from './types.ts';

/** Raw figures (nanoseconds, bytes); missing is null. */
export function renderTrendJson(trend: Trend): string {
  return `${JSON.stringify({ kind: 'trend', format: 1, ...trend }, null, 2)}\n`;
}
