import type { CheckComparison } from '@fairfetch/contract';
import { getBorderCharacters, table } from 'table';
import { hanging } from '../conformance/report/hanging.ts';
import type { Paint, Style } from '../report/paint.ts';
import { wrap } from '../report/wrap.ts';
import type { Drawing } from './columns.ts';
import { laneInWords, type Group } from './groups.ts';
import type { Layout } from './layout.ts';

const STYLES: Readonly<Record<CheckComparison['verdict'], Style | null>> = {
  regressed: 'red',
  improved: 'green',
  inconclusive: 'yellow',
  unchanged: null,
};

/** The two that say it. */
const PAINTED = new Set(['change', 'verdict']);

function cellsOf(
  rows: readonly CheckComparison[],
  layout: Layout,
  drawing: Drawing,
  paint: Paint,
): string[][] {
  const headings = [0, 1].map((line) =>
    layout.columns.map(({ heading }) => paint('bold', heading(drawing)[line] ?? '')),
  );
  const body = rows.map((row) =>
    layout.columns.map(({ name, cell }) => {
      const style = PAINTED.has(name) ? STYLES[row.verdict] : null;
      return style === null ? cell(row, drawing) : paint(style, cell(row, drawing));
    }),
  );
  return [...headings, ...body];
}

function drawRows(
  rows: readonly CheckComparison[],
  layout: Layout,
  drawing: Drawing,
  paint: Paint,
): readonly string[] {
  const drawn = table(cellsOf(rows, layout, drawing, paint), {
    border: { ...getBorderCharacters('void'), joinBody: drawing.glyphs.rule },
    drawVerticalLine: () => false,
    drawHorizontalLine: (index) => index === 2,
    columns: layout.columns.map(({ align }, index) => ({
      alignment: align,
      paddingLeft: index === 0 ? 0 : layout.gap,
      paddingRight: 0,
    })),
  });
  return drawn
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}

const HEADING_LINES = 3;

function groupHeading({ name, lane }: Group, columns: number, paint: Paint): string {
  const [first = '', ...others] = wrap(name, columns).split('\n');
  const bold = [first, ...others].map((line) => paint('bold', line)).join('\n');
  if (lane === null) return bold;
  const facts = laneInWords(lane);
  const fits = others.length === 0 && first.length + 2 + facts.length <= columns;
  return fits ? `${bold}  ${paint('dim', facts)}` : `${bold}\n${hanging('  ', facts, columns)}`;
}

/** One table of all groups: their rows line up below one heading, each group under its name. */
export function drawGroups(
  groups: readonly Group[],
  layout: Layout,
  drawing: Drawing,
  columns: number,
  paint: Paint,
): string {
  const lines = drawRows(
    groups.flatMap(({ rows }) => rows),
    layout,
    drawing,
    paint,
  );
  let at = HEADING_LINES;
  const parts = groups.map((group) => {
    const own = lines.slice(at, at + group.rows.length);
    at += group.rows.length;
    return [groupHeading(group, columns, paint), ...own].join('\n');
  });
  return [lines.slice(0, HEADING_LINES).join('\n'), parts.join('\n\n')].join('\n');
}
