import type { CheckComparison, CheckReport } from '@fairfetch/contract';
import { UNICODE } from '../report/glyphs.ts';
import { scaleOf } from './bars.ts';
import { sectionsOf, type Item, type Section } from './beside.ts';
import { COLUMNS, type Column, type Drawing } from './columns.ts';
import { escapeMarkdown, fenced } from './escape-markdown.ts';
import { groupsOf, laneInWords, type Group } from './groups.ts';
import { headline } from './headline.ts';
import { LEAST_BAR_WIDTH } from './layout.ts';
import { plotOf } from './plot.ts';
import { provenanceItems } from './provenance.ts';
import { raceInWords, ruleInWords, sideInWords, subjectOf } from './sides.ts';
import { signsOf } from './signs.ts';

const SIGNS = signsOf(UNICODE);

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const TEXT_COLUMNS = COLUMNS.filter(({ isPicture }) => isPicture !== true);

function cellOf(column: Column, comparison: CheckComparison, drawing: Drawing): string {
  const text = escapeMarkdown(column.cell(comparison, drawing));
  const isLoud = comparison.verdict === 'regressed' || comparison.verdict === 'improved';
  return isLoud && column.name === 'verdict' ? `**${text}**` : text;
}

function tableOf(groups: readonly Group[], report: CheckReport): string {
  const drawing: Drawing = {
    report,
    glyphs: UNICODE,
    signs: SIGNS,
    scale: null,
    barWidth: LEAST_BAR_WIDTH,
    isTight: false,
  };
  const headings = TEXT_COLUMNS.map(({ heading }) => heading(drawing).join(' ').trim());
  const body = groups.flatMap(({ name, rows }) =>
    rows.map((row) =>
      line([escapeMarkdown(name), ...TEXT_COLUMNS.map((column) => cellOf(column, row, drawing))]),
    ),
  );
  return [
    line(['variant', ...headings]),
    line([':---', ...TEXT_COLUMNS.map(({ align }) => (align === 'right' ? '---:' : ':---'))]),
    ...body,
  ].join('\n');
}

function itemLines({ text, inner, command }: Item): readonly string[] {
  return [
    `- ${escapeMarkdown(text)}`,
    ...inner.map((each) => `  - ${escapeMarkdown(each)}`),
    ...(command === null
      ? []
      : [
          '',
          ...fenced(command, 'sh')
            .split('\n')
            .map((each) => `  ${each}`),
          '',
        ]),
  ];
}

function sectionText({ heading, items }: Section): string {
  return [`### ${heading}`, '', ...items.flatMap(itemLines)].join('\n').trimEnd();
}

function sides(report: CheckReport): string {
  return (['base', 'candidate'] as const)
    .map((which) => {
      const subject = subjectOf(report[which]);
      const words = escapeMarkdown(sideInWords(report[which]));
      return `- ${which} ${words}${subject === null ? '' : `: “${escapeMarkdown(subject)}”`}`;
    })
    .join('\n');
}

function legend(report: CheckReport): string {
  const meanings = TEXT_COLUMNS.flatMap(({ name, means }) => (means === null ? [] : [`${name}: ${means}`]));
  return escapeMarkdown(`${[...meanings, ruleInWords(report)].join('; ')}.`);
}

function lanes(groups: readonly Group[]): string {
  return groups
    .flatMap(({ name, lane }) =>
      lane === null ? [] : [`- ${escapeMarkdown(`${name}: ${laneInWords(lane)}`)}`],
    )
    .join('\n');
}

function details(summary: string, text: string): string {
  return [`<details><summary>${summary}</summary>`, text, '</details>'].join('\n\n');
}

function provenance(report: CheckReport, groups: readonly Group[]): string {
  const items = provenanceItems(report).map((text) => `- ${escapeMarkdown(text)}`);
  const blocks = lanes(groups);
  return details('Where this is from', [...items, ...(blocks === '' ? [] : [blocks])].join('\n'));
}

/** The report as GitHub-flavoured Markdown, for the summary of a job or a comment. */
export function renderCheckMarkdown(report: CheckReport): string {
  const groups = groupsOf(report);
  const shown = groups.filter(({ rows }) => rows.length > 0);
  const rows = shown.flatMap((group) => group.rows);
  const plot = plotOf(shown, scaleOf(rows), UNICODE);
  const facts = raceInWords(report).map((fact) => `- ${escapeMarkdown(fact)}`);
  return `${[
    '## Regression gate',
    `**${escapeMarkdown(headline(report, SIGNS))}**`,
    [sides(report), ...facts].join('\n'),
    ...(shown.length === 0 ? [] : [tableOf(shown, report)]),
    ...(plot === null ? [] : [fenced(plot)]),
    ...sectionsOf(report, SIGNS).map(sectionText),
    ...(shown.length === 0 ? [] : [details('What the columns mean', legend(report))]),
    provenance(report, groups),
  ].join('\n\n')}\n`;
}
