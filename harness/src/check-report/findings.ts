import type { CheckComparison, CheckReport } from '@fairfetch/contract';
import { shownOf } from './figures.ts';
import { groupsOf } from './groups.ts';
import type { Signs } from './signs.ts';
import { clipped, METRIC_WORDS } from './words.ts';

/** `time +12.3 %`, `connections 10 → 30`, `conformance 2 broken`. */
export function changeInWords(comparison: CheckComparison, report: CheckReport, signs: Signs): string {
  const { base, change: seen, unit } = shownOf(comparison, report, signs);
  const change = seen === 'same' && base !== null ? base : seen;
  const isBare = unit === '' || comparison.kind === 'measured';
  const words = [METRIC_WORDS[comparison.metric], change ?? 'not measured'].join(' ');
  return isBare || change === null || (comparison.metric === 'bytesResent' && unit === 'bytes')
    ? words
    : `${words} ${unit}`;
}

/** The comparisons of one variant that came out the same way. */
export interface Finding {
  readonly name: string;
  readonly comparisons: readonly CheckComparison[];
  /** `time +12.3 %, connections 10 → 30`. */
  readonly changes: string;
  /** None twice. */
  readonly reasons: readonly string[];
}

/** What regressed, or improved, variant by variant. */
export function findingsOf(
  verdict: 'regressed' | 'improved',
  report: CheckReport,
  signs: Signs,
): readonly Finding[] {
  return groupsOf(report).flatMap(({ name, rows }) => {
    const comparisons = rows.filter((row) => row.verdict === verdict);
    if (comparisons.length === 0) return [];
    return [
      {
        name,
        comparisons,
        changes: comparisons.map((row) => changeInWords(row, report, signs)).join(', '),
        reasons: [...new Set(comparisons.flatMap(({ reasons }) => reasons.map((reason) => clipped(reason))))],
      },
    ];
  });
}
