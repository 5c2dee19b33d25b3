import type { ConformanceReport, ConformingVariant } from '@fairfetch/contract';
import { wrap } from '../../report/wrap.ts';
import { hanging } from './hanging.ts';

/** One line for each variant: what it declares, what it reaches, and what to mend first. */
export function renderStanding(report: ConformanceReport, columns: number): string {
  const width = Math.max(...report.variants.map(({ id }) => id.length));
  return report.variants
    .map((variant) => hanging(`${variant.id.padEnd(width)}  `, standing(variant, report), columns))
    .join('\n');
}

function standing(variant: ConformingVariant, report: ConformanceReport): string {
  const { declared, reached, next, counts } = variant;
  const run = counts.passed + counts.failed;
  const passed = `${counts.passed} of ${run} passed`;
  const level = reached === null ? '' : `, reaches ${reached === 'none' ? 'no level yet' : reached}`;
  const mend = next === null ? '' : `; ${mendWords(next, report)}`;
  return `declares ${declared}${level}: ${passed}${mend}`;
}

function mendWords(id: string, { cases }: ConformanceReport): string {
  const level = cases.find((each) => each.id === id)?.level;
  return `next case to mend: ${id} (${level})`;
}

/** How many expectations nobody could look at, by their names; empty: none. */
export function renderUnwitnessed({ results, against }: ConformanceReport, columns: number): string {
  const names = results.flatMap(({ unwitnessed = [] }) => unwitnessed);
  if (names.length === 0) return '';
  const counts = [...Map.groupBy(names, (name) => name)].map(([name, each]) => `${each.length} of ${name}`);
  const text = `${names.length} expectations were not looked at, because ${against} does not tell: ${counts.join(', ')}.`;
  return wrap(text, columns);
}

/** The last line, which is counted with the results of other tests. */
export function renderTotals({ totals, complete }: ConformanceReport): string {
  const { passed, failed, skipped } = totals;
  const stopped = complete ? '' : 'Stopped before its end.\n';
  return `${stopped}conformance: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}
