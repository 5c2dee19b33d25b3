import { getBorderCharacters, table } from 'table';
import { percent, sentence } from '../analyse/index.ts';
import { MISSING } from '../report/cells.ts';
import { UNICODE, type Glyphs } from '../report/glyphs.ts';
import { createPaint, type Paint, type Style } from '../report/paint.ts';
import { bytesInWords, countOf } from '../report/words.ts';
import { wrap } from '../report/wrap.ts';
import type {
  BaselineComparison,
  BaselineFigure,
  BaselinePlace,
  BaselineReport,
  BaselineVerdict,
} from './types.ts';
import { changeInWords, METRIC_WORDS, valueInWords } from './words.ts';

export interface BaselineTableOptions {
  /** Width of the terminal. */
  readonly columns: number;
  readonly colour: boolean;
  /** Default: UNICODE. */
  readonly glyphs?: Glyphs;
}

interface Drawing extends BaselineTableOptions {
  readonly glyphs: Glyphs;
  readonly paint: Paint;
  /** Every reason once, in the order of the rows that have it. */
  readonly notes: readonly string[];
}

const HEADINGS = ['variant', 'metric', 'then', 'now', 'change', 'verdict'] as const;
const RIGHT = new Set(['then', 'now', 'change']);
const LEAST_NAME_WIDTH = 8;

const STYLES: Readonly<Record<BaselineVerdict, Style | null>> = {
  regressed: 'red',
  improved: 'green',
  unchanged: null,
  inconclusive: 'yellow',
  'not-comparable': 'dim',
};

/** The report as text for a terminal (or a pipe) of that width: a table for each scenario, then the reasons. */
export function renderBaselineTable(report: BaselineReport, options: BaselineTableOptions): string {
  const { glyphs = UNICODE, columns } = options;
  const notes = [...new Set(report.comparisons.filter(needsNote).map(noteOf))];
  const drawing = { ...options, glyphs, paint: createPaint(options.colour), notes };
  const scenarios = Map.groupBy(report.comparisons, ({ scenario }) => scenario);
  return `${[
    headOf(report, columns),
    ...[...scenarios].map(([name, rows]) => sectionOf(name, rows, drawing)),
    notes.map((note, index) => numbered(index + 1, note, columns)).join('\n'),
    besides(report, columns),
    wrap(closingOf(report), columns),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

/** What is the same as it was needs no reason. */
function needsNote({ verdict }: BaselineComparison): boolean {
  return verdict !== 'unchanged';
}

function noteOf({ reason, hint }: BaselineComparison): string {
  return hint === null ? reason : `${reason} ${hint}`;
}

function headOf({ stored, recordedAt, candidate }: BaselineReport, columns: number): string {
  const day = recordedAt.slice(0, 16).replace('T', ' ');
  return [
    wrap(`Then: ${plain(stored.name)}, recorded ${day} UTC.`, columns, '  '),
    wrap(`Now: ${plain(candidate.name)}.`, columns, '  '),
  ].join('\n');
}

/** A name that a file holds, without what would move a cursor. */
function plain(name: string): string {
  return sentence(name).replace(/\.$/u, '');
}

function figure(metric: BaselineComparison['metric'], side: BaselineFigure, dash: string): string {
  if (metric === 'failures') return `${side.failed} of ${side.runs}`;
  const { values } = side;
  if (values === null) return MISSING;
  if (metric === 'memory') return valueInWords(metric, values.median);
  // A range of bytes has no room: its reason tells it.
  if (metric === 'bytesResent' && values.least < values.most) return bytesInWords(values.median);
  const [low, high] = [values.least, values.most].map((value) => valueInWords(metric, value));
  return low === high ? `${low}` : `${low}${dash}${high}`;
}

function cellsOf(row: BaselineComparison, { glyphs, notes }: Drawing): string[] {
  const { metric, ratio, verdict, stored, now } = row;
  const number = needsNote(row) ? ` ${notes.indexOf(noteOf(row)) + 1}` : '';
  return [
    row.variant,
    METRIC_WORDS[metric],
    figure(metric, stored, glyphs.dash),
    figure(metric, now, glyphs.dash),
    ratio === null ? '' : changeInWords(ratio),
    `${verdict.replace('-', ' ')}${number}`,
  ];
}

/** All of a row in the colour of its verdict. */
function paintedCells(row: BaselineComparison, drawing: Drawing): string[] {
  const style = STYLES[row.verdict];
  const cells = cellsOf(row, drawing);
  return style === null ? cells : cells.map((cell) => drawing.paint(style, cell));
}

function sectionOf(name: string, rows: readonly BaselineComparison[], drawing: Drawing): string {
  const { columns, glyphs, paint } = drawing;
  const layout = layOut([HEADINGS, ...rows.map((row) => cellsOf(row, drawing))], columns);
  const named = rows.map((row) =>
    Object.assign({}, row, { variant: shorten(row.variant, layout.nameWidth, glyphs.cut) }),
  );
  const cells = [
    HEADINGS.map((heading) => paint('bold', heading)),
    ...named.map((row) => paintedCells(row, drawing)),
  ];
  const drawn = table(cells, {
    border: { ...getBorderCharacters('void'), joinBody: glyphs.rule },
    drawVerticalLine: () => false,
    drawHorizontalLine: (index) => index === 1,
    columns: HEADINGS.map((heading, index) => ({
      alignment: RIGHT.has(heading) ? ('right' as const) : ('left' as const),
      paddingLeft: index === 0 ? 0 : layout.gap,
      paddingRight: 0,
    })),
  });
  const lines = drawn.split('\n').map((line) => line.trimEnd());
  return [paint('bold', wrap(name, columns)), '', lines.join('\n').trimEnd()].join('\n');
}

/** Two blanks between columns where there is room, else one; at the end names are cut. */
function layOut(
  lines: readonly (readonly string[])[],
  columns: number,
): { readonly gap: number; readonly nameWidth: number } {
  const widths = HEADINGS.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const total = widths.reduce((sum, width) => sum + width, 0);
  const gaps = widths.length - 1;
  const gap = total + 2 * gaps <= columns ? 2 : 1;
  const over = Math.max(0, total + gap * gaps - columns);
  return { gap, nameWidth: Math.max(LEAST_NAME_WIDTH, (widths[0] ?? 0) - over) };
}

function shorten(text: string, width: number, mark: string): string {
  return text.length <= width ? text : `${text.slice(0, width - mark.length)}${mark}`;
}

/** Lines after the first begin below the text, not below the number. */
function numbered(number: number, text: string, columns: number): string {
  const mark = `${number}. `;
  return wrap(`${mark}${text}`, columns, ' '.repeat(mark.length));
}

function placesOf(places: readonly BaselinePlace[]): string {
  return places.map(({ scenario, variant }) => `${variant} in ${scenario}`).join(', ');
}

/** What is in no row, and what is in no figure. */
function besides({ gone, new: added, failedRuns }: BaselineReport, columns: number): string {
  const lines = [
    ...(gone.length > 0 ? [`Stored, and not run now: ${placesOf(gone)}.`] : []),
    ...(added.length > 0 ? [`Run now, and not stored: ${placesOf(added)}.`] : []),
    ...failedRuns.map(
      ({ scenario, variant, runs, failed, example }) =>
        `${failed} of ${countOf(runs, 'run')} of ${variant} in ${scenario} failed, and are counted in failures alone: ${sentence(example)}`,
    ),
  ];
  return lines.map((line) => wrap(line, columns, '  ')).join('\n');
}

const CLOSINGS: Readonly<Record<BaselineReport['verdict'], string>> = {
  passed: 'Passed: nothing regressed.',
  regressed: 'Regressed.',
  inconclusive: 'Inconclusive: nothing regressed, and not everything could be decided.',
  'cannot-judge': 'Nothing of this baseline can be compared with these runs.',
  'nothing-to-judge': 'The baseline and these runs have no variant in common.',
};

function closingOf({ verdict, comparisons, level }: BaselineReport): string {
  const all = countOf(comparisons.length, 'comparison');
  const rate = `Differences are told at a level of ${percent(level)}, corrected for ${all} (Holm).`;
  const times = 'Times are not compared with stored ones: `fairfetch check --base=REF` runs the base again.';
  return [CLOSINGS[verdict], ...(comparisons.length > 0 ? [rate] : []), times].join(' ');
}
