import { matchesPattern } from '../backends/index.ts';
import { HarnessError } from '../errors.ts';
import type { SuiteCase } from './cases/index.ts';

/**
 * Keeps the cases that the patterns of --case name; all when there are none.
 * @throws HarnessError `unknown-case` for a pattern that names nothing
 */
export function selectCases(cases: readonly SuiteCase[], patterns: readonly string[]): readonly SuiteCase[] {
  for (const pattern of patterns) {
    if (cases.some(({ id }) => matchesPattern(id, pattern))) continue;
    const groups = [...new Set(cases.map(({ group }) => group))].join(', ');
    throw new HarnessError(
      'unknown-case',
      `--case ${pattern} names no case`,
      `A case is GROUP/NAME; the groups are ${groups}.`,
    );
  }
  if (patterns.length === 0) return cases;
  return cases.filter(({ id }) => patterns.some((pattern) => matchesPattern(id, pattern)));
}
