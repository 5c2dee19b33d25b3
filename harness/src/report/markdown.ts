import type { Report, ReportRow, ReportScenario } from '@fairfetch/contract';
import { headingOf, meaningsOf, type ShownColumn } from './column.ts';
import { columnsFor, SHOWN_COLUMNS } from './columns.ts';
import { cautionOf, describeScenario, describeSession } from './describe.ts';
import { drawingOf, type Drawing } from './drawing.ts';
import { UNICODE } from './glyphs.ts';
import { TIME_COLUMNS } from './time-columns.ts';
import { rowsWithTime } from './time-table.ts';

/** Text from elsewhere shows as it is: no table cell, tag, link or emphasis begins in it. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>|~]/g, String.raw`\$&`);
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Characters do not line up in a page: what is drawn stays in the terminal. */
const isText = ({ isPicture }: ShownColumn): boolean => isPicture !== true;

function markdownTable(
  rows: readonly ReportRow[],
  columns: readonly ShownColumn[],
  drawing: Drawing,
): string {
  const headings = columns.map((column) => headingOf(column, drawing));
  return [
    line(headings),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : ':---'))),
    ...rows.map((row) => line(columns.map(({ cell }) => escapeMarkdown(cell(row, drawing))))),
  ].join('\n');
}

function timeTable(scenario: ReportScenario, drawing: Drawing): readonly string[] {
  const rows = rowsWithTime(scenario);
  if (rows.length === 0) return [];
  const meanings = meaningsOf(TIME_COLUMNS).map((text) => `- ${text}`);
  return ['### Where the time went', markdownTable(rows, TIME_COLUMNS, drawing), meanings.join('\n')];
}

function section(report: Report, scenario: ReportScenario): string {
  const drawing = drawingOf(scenario.rows, UNICODE);
  const facts = describeScenario(report, scenario).map((fact) => `- ${escapeMarkdown(fact)}`);
  const notes = scenario.notes.map(({ text }, index) => `${index + 1}. ${escapeMarkdown(text)}`);
  return [
    `## ${escapeMarkdown(`${scenario.scenario}: ${scenario.title}`)}`,
    facts.join('\n'),
    markdownTable(scenario.rows, columnsFor(scenario.rows).filter(isText), drawing),
    notes.join('\n'),
    ...timeTable(scenario, drawing),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function provenance({ session }: Report): string {
  const tools = Object.entries(session.provenance.tools).map(([tool, version]) => `${tool}: ${version}`);
  const digests = session.scenarios.map(({ name, digest }) => `scenario ${name}: digest ${digest}`);
  const variants = session.variants.map(({ id, about }) => `${id}: ${about}`);
  const absent = Object.entries(session.provenance.absent).map(([name, why]) => `no ${name}: ${why}`);
  const items = [...describeSession(session), ...tools, ...absent, ...digests, ...variants];
  return [
    '<details><summary>Where this is from</summary>',
    items.map((item) => `- ${escapeMarkdown(item)}`).join('\n'),
    '</details>',
  ].join('\n\n');
}

/** Columns that some table has, in their order. */
function shownIn({ scenarios }: Report): readonly ShownColumn[] {
  const shown = new Set(scenarios.flatMap(({ rows }) => columnsFor(rows)));
  return SHOWN_COLUMNS.filter((column) => shown.has(column) && isText(column));
}

/** The report as GitHub-flavoured Markdown: the same cells as the table in the terminal, and all but what is drawn. */
export function renderMarkdown(report: Report): string {
  return `${[
    '# Comparison',
    ...report.scenarios.map((scenario) => section(report, scenario)),
    meaningsOf(shownIn(report))
      .map((text) => `- ${text}`)
      .join('\n'),
    cautionOf(report),
    provenance(report),
  ].join('\n\n')}\n`;
}
