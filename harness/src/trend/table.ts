import { stripVTControlCharacters } from 'node:util';
import { getBorderCharacters, table } from 'table';
import { METRIC_WORDS, plain } from '../check-report/words.ts';
import { signsOf, type Signs } from '../check-report/signs.ts';
import { MISSING } from '../report/cells.ts';
import type { Glyphs } from '../report/glyphs.ts';
import { createPaint, type Paint, type Style } from '../report/paint.ts';
import type { Unit } from '../report/units.ts';
import { wrap } from '../report/wrap.ts';
import { changeEnds, changeOf, endsText, unitOf, valueText } from './figures.ts';
import { kindOf, type Trend, type TrendPoint, type TrendSeries } from './types.ts';
import { breakText, dayOf } from './words.ts';

export interface TrendTableOptions {
  readonly colour: boolean;
  readonly glyphs: Glyphs;
}

interface Drawing {
  readonly metric: Trend['metric'];
  readonly unit: Unit;
  readonly signs: Signs;
  readonly glyphs: Glyphs;
  readonly paint: Paint;
}

interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
  readonly cell: (point: TrendPoint) => string;
}

const COLUMNS = 80;
const LABEL_WIDTH = 8;

const STYLES: Readonly<Record<TrendPoint['verdict'], Style | null>> = {
  regressed: 'red',
  improved: 'green',
  inconclusive: 'yellow',
  unchanged: null,
};

/** A table for each series, at most 80 columns wide, with breaks as lines of their own, and what the columns mean. */
export function renderTrendTable(trend: Trend, { colour, glyphs }: TrendTableOptions): string {
  const [paint, signs] = [createPaint(colour), signsOf(glyphs)];
  const parts = trend.series.map((series) => {
    const drawing = { metric: trend.metric, unit: unitOf(trend.metric, series), signs, glyphs, paint };
    return `${headingOf(trend, series, paint)}\n${drawSeries(series, drawing)}`;
  });
  return `${parts.join('\n')}\n${wrap(legendOf(trend), COLUMNS)}\n`;
}

function headingOf({ metric }: Trend, { variant, scenario }: TrendSeries, paint: Paint): string {
  return wrap(`${plain(variant)} @ ${plain(scenario)}: ${METRIC_WORDS[metric]}`, COLUMNS)
    .split('\n')
    .map((line) => paint('bold', line))
    .join('\n');
}

function drawSeries({ points, remarks }: TrendSeries, drawing: Drawing): string {
  const columns = columnsOf(drawing);
  const cells = [
    columns.map(({ heading }) => drawing.paint('dim', heading)),
    ...points.map((point) => columns.map(({ cell }) => cell(point) || MISSING)),
  ];
  const [heading = '', ...rows] = linesOf(cells, columns);
  const lines = points.flatMap(({ breakBefore }, index) => [
    ...(breakBefore === null ? [] : [ruledOff(breakText(breakBefore, drawing.signs.arrow), drawing)]),
    rows[index] ?? '',
  ]);
  return `${[heading, ...lines, ...remarks.map((each) => wrap(each, COLUMNS))].join('\n')}\n`;
}

function columnsOf(drawing: Drawing): readonly Column[] {
  const { metric, unit, signs, glyphs, paint } = drawing;
  const isMeasured = kindOf(metric) === 'measured';
  const unitName = unit.name === '' ? '' : ` ${unit.name}`;
  const ends: Column = {
    heading: isMeasured ? 'interval' : 'range',
    align: 'right',
    cell: ({ candidate }) => (candidate && endsText(metric, candidate, unit, signs)) || '',
  };
  const changes: Column = {
    heading: 'its interval',
    align: 'right',
    cell: (point) => changeEnds(point, signs),
  };
  return [
    { heading: 'revision', align: 'left', cell: ({ label }) => shortened(plain(label), glyphs.cut) },
    { heading: 'date', align: 'left', cell: dayOf },
    {
      heading: metric === 'failures' ? 'failed' : `median${unitName}`,
      align: 'right',
      cell: ({ candidate }) => (candidate === null ? '' : valueText(metric, candidate, unit)),
    },
    ...(metric === 'failures' ? [] : [ends]),
    {
      heading: isMeasured ? 'change %' : 'change',
      align: 'right',
      cell: (point) => changeOf(metric, point, unit, signs),
    },
    ...(isMeasured ? [changes] : []),
    {
      heading: 'verdict',
      align: 'left',
      cell: ({ verdict }) => {
        const style = STYLES[verdict];
        return style === null ? verdict : paint(style, verdict);
      },
    },
  ];
}

const shortened = (text: string, mark: string): string =>
  text.length <= LABEL_WIDTH ? text : `${text.slice(0, LABEL_WIDTH - mark.length)}${mark}`;

/** With two blanks between columns, or one where two are too wide. */
function linesOf(cells: readonly (readonly string[])[], columns: readonly Column[]): readonly string[] {
  const drawn = [2, 1].map((gap) => draw(cells, columns, gap));
  return (drawn.find(([line = '']) => widthOf(line) <= COLUMNS) ?? drawn.at(-1) ?? []).map((line) =>
    line.trimEnd(),
  );
}

/** Colours take no room. */
const widthOf = (line: string): number => stripVTControlCharacters(line).length;

function draw(
  cells: readonly (readonly string[])[],
  columns: readonly Column[],
  gap: number,
): readonly string[] {
  const drawn = table(
    cells.map((row) => [...row]),
    {
      border: getBorderCharacters('void'),
      drawVerticalLine: () => false,
      drawHorizontalLine: () => false,
      columns: columns.map(({ align }, index) => ({
        alignment: align,
        paddingLeft: index === 0 ? 0 : gap,
        paddingRight: 0,
      })),
    },
  );
  return drawn.trimEnd().split('\n');
}

/** A break is seen at a glance, and read where it is of interest. */
function ruledOff(text: string, { glyphs: { rule }, paint }: Drawing): string {
  return wrap(`${rule.repeat(2)} ${text}`, COLUMNS, `${rule.repeat(2)} `)
    .split('\n')
    .map((line) => paint('dim', line))
    .join('\n');
}

function legendOf({ metric, series }: Trend): string {
  const hasBreaks = series.some(({ points }) => points.some(({ breakBefore }) => breakBefore !== null));
  const hasChanges = series.some(({ points }) => points.some(({ changes }) => changes !== null));
  const sentences = [
    LEGENDS[kindOf(metric)],
    'Change and verdict: against the base of the same session.',
    ...(hasBreaks ? ['Values above and below a break cannot be compared.'] : []),
    ...(hasChanges ? ['+: with changes that were not committed.'] : []),
  ];
  return sentences.join(' ');
}

const LEGENDS = {
  measured: "Interval: 95 %, of the median of the candidate's runs.",
  exact: "Range: the least and the most of the candidate's runs, where they differ.",
  failures: "Failed: whether none, some or all of the candidate's runs did.",
} as const;
