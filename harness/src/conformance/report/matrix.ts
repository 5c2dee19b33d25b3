import type { CaseResult, ConformanceReport } from '@fairfetch/contract';
import { wrap } from '../../report/wrap.ts';

/** What a cell says. `next`: not passed, and of a level above the declared one. */
type Mark = 'ok' | 'FAIL' | 'skip' | 'next' | '-';

const LEAST_NAME_WIDTH = 12;
const INDENT = '  ';

/** Cases by variants: a short letter for each variant, one group of rows for each file of cases. */
export function renderMatrix(report: ConformanceReport, columns: number): string {
  const results = new Map(report.results.map((result) => [`${result.case} ${result.variant}`, result]));
  const rows = report.cases.map(({ id }) => ({
    id,
    marks: report.variants.map((variant) => markOf(results.get(`${id} ${variant.id}`))),
  }));
  const widths = report.variants.map((_, at) =>
    Math.max(2, letterOf(at).length, ...rows.map(({ marks }) => marks[at]?.length ?? 0)),
  );
  const needed = Math.max(...rows.map(({ id }) => nameIn(id).length + INDENT.length));
  const room = columns - widths.reduce((sum, width) => sum + width + 1, 0);
  const nameWidth = Math.max(LEAST_NAME_WIDTH, Math.min(needed, room));
  const line = (name: string, cells: readonly string[]): string =>
    `${shortened(name, nameWidth).padEnd(nameWidth)} ${cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join(' ')}`.trimEnd();
  const heads = line(
    '',
    report.variants.map((_, at) => letterOf(at)),
  );
  const groups = [...Map.groupBy(rows, ({ id }) => groupOf(id))];
  const blocks = groups.map(([group, members]) =>
    [group, ...members.map(({ id, marks }) => line(`${INDENT}${nameIn(id)}`, marks))].join('\n'),
  );
  return [legend(report, columns), heads, ...blocks].join('\n');
}

function markOf(result: CaseResult | undefined): Mark {
  if (result === undefined) return '-';
  if (result.state === 'passed') return 'ok';
  if (result.state === 'skipped') return 'skip';
  return result.counted ? 'FAIL' : 'next';
}

function legend({ variants, results, cases }: ConformanceReport, columns: number): string {
  const names = variants.map(({ id, declared }, at) => `${letterOf(at)} ${id} (${declared})`);
  const marks = new Set(results.map(markOf));
  const meanings = [
    ...(marks.has('next') ? ['next: not passed yet, of the level above the declared one'] : []),
    ...(marks.has('skip') ? ['skip: not possible on this machine'] : []),
    ...(results.length < cases.length * variants.length ? ['-: of a level not run'] : []),
  ];
  const lines = [...names, ...(meanings.length === 0 ? [] : [wrap(meanings.join('; '), columns)])];
  return `${lines.join('\n')}\n`;
}

/** A, B, …, Z, AA, AB, … */
function letterOf(index: number): string {
  const letter = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? letter : `${letterOf(Math.floor(index / 26) - 1)}${letter}`;
}

function shortened(name: string, width: number): string {
  return name.length <= width ? name : `${name.slice(0, width - 1)}…`;
}

function groupOf(id: string): string {
  return id.split('/')[0] ?? id;
}

function nameIn(id: string): string {
  return id.slice(id.indexOf('/') + 1);
}
