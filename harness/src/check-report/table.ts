import type { CheckReport } from '@fairfetch/contract';
import { hanging } from '../conformance/report/hanging.ts';
import type { Glyphs } from '../report/glyphs.ts';
import { createPaint, type Paint, type Style } from '../report/paint.ts';
import { wrap } from '../report/wrap.ts';
import { scaleOf } from './bars.ts';
import { sectionsOf, type Item, type Section } from './beside.ts';
import type { Drawing } from './columns.ts';
import { drawGroups } from './draw.ts';
import { groupsOf, type Group } from './groups.ts';
import { headline } from './headline.ts';
import { LEAST_BAR_WIDTH, layOut, type Layout } from './layout.ts';
import { raceInWords, ruleInWords, sideInWords, subjectOf } from './sides.ts';
import { signsOf, type Signs } from './signs.ts';

export interface CheckTableOptions {
  /** Width of the terminal. */
  readonly columns: number;
  readonly colour: boolean;
  readonly glyphs: Glyphs;
}

const VERDICT_STYLES: Readonly<Record<CheckReport['verdict'], Style>> = {
  passed: 'green',
  regressed: 'red',
  inconclusive: 'yellow',
  'cannot-judge': 'yellow',
  'nothing-to-judge': 'bold',
};

/** Lines of a text, each painted by itself, so that a pager that cuts lines does not bleed. */
function painted(text: string, style: Style, paint: Paint): string {
  return text
    .split('\n')
    .map((line) => paint(style, line))
    .join('\n');
}

const LABEL_WIDTH = 'candidate  '.length;

/** The first line of a message may be long; a table is no place for all of it. */
function subjectIn(text: string | null, room: number, { cut }: Glyphs): string {
  if (text === null) return '';
  const fits = text.length <= room;
  return ` ${
    fits
      ? text
      : `${text
          .slice(0, Math.max(0, room - cut.length))
          .toWellFormed()
          .trimEnd()}${cut}`
  }`;
}

function whoIsCompared(report: CheckReport, { columns, glyphs }: CheckTableOptions): string {
  return (['base', 'candidate'] as const)
    .map((which) => {
      const side = sideInWords(report[which]);
      const room = columns - LABEL_WIDTH - side.length - 1;
      const subject = room < 20 ? '' : subjectIn(subjectOf(report[which]), room, glyphs);
      return hanging(which.padEnd(LABEL_WIDTH), `${side}${subject}`, columns);
    })
    .join('\n');
}

function header(report: CheckReport, options: CheckTableOptions, signs: Signs, paint: Paint): string {
  const { columns } = options;
  const first = wrap(headline(report, signs), columns, '  ');
  return [
    painted(first, VERDICT_STYLES[report.verdict], paint),
    '',
    whoIsCompared(report, options),
    ...raceInWords(report).map((line) => wrap(line, columns, '  ')),
  ].join('\n');
}

function itemLines({ text, inner, command }: Item, columns: number): readonly string[] {
  return [
    wrap(`- ${text}`, columns, '  '),
    ...inner.map((each) => `  ${wrap(`- ${each}`, columns - 2, '    ')}`),
    ...(command === null ? [] : [`    ${command}`]),
  ];
}

function sectionText({ heading, items }: Section, columns: number, paint: Paint): string {
  return [paint('bold', heading), ...items.flatMap((each) => itemLines(each, columns))].join('\n');
}

function legend(report: CheckReport, layout: Layout, columns: number, paint: Paint): string {
  const meanings = layout.columns.flatMap(({ name, means }) => (means === null ? [] : [`${name}: ${means}`]));
  const dropped = layout.dropped.map(({ name }) => name).join(', ');
  const texts = [
    `${[...meanings, ruleInWords(report)].join('; ')}.`,
    ...(dropped === '' ? [] : [`No room for ${dropped}: the files of the results have them.`]),
  ];
  return texts.map((text) => painted(wrap(text, columns), 'dim', paint)).join('\n');
}

function tableOf(
  report: CheckReport,
  groups: readonly Group[],
  { columns, glyphs }: CheckTableOptions,
  paint: Paint,
): { readonly text: string; readonly layout: Layout } {
  const rows = groups.flatMap((group) => group.rows);
  const drawing: Drawing = {
    report,
    glyphs,
    signs: signsOf(glyphs),
    scale: scaleOf(rows),
    barWidth: LEAST_BAR_WIDTH,
    isTight: false,
  };
  const layout = layOut(rows, drawing, columns);
  const { barWidth, isTight } = layout;
  return { text: drawGroups(groups, layout, { ...drawing, barWidth, isTight }, columns, paint), layout };
}

/** The report as text for a terminal (or a pipe) of that width: the verdict, one table, and what it does not say. */
export function renderCheckTable(report: CheckReport, options: CheckTableOptions): string {
  const paint = createPaint(options.colour);
  const signs = signsOf(options.glyphs);
  const groups = groupsOf(report).filter(({ rows }) => rows.length > 0);
  const drawn = groups.length === 0 ? null : tableOf(report, groups, options, paint);
  return `${[
    header(report, options, signs, paint),
    ...(drawn === null ? [] : [drawn.text]),
    ...sectionsOf(report, signs).map((section) => sectionText(section, options.columns, paint)),
    ...(drawn === null ? [] : [legend(report, drawn.layout, options.columns, paint)]),
  ].join('\n\n')}\n`;
}
