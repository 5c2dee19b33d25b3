import type { CheckFigure } from '@fairfetch/contract';
import type { Trend, TrendPoint, TrendSeries } from './types.ts';
import { breakText } from './words.ts';
import { csvLines, type Cell } from '../report/csv-lines.ts';

interface Row {
  readonly trend: Trend;
  readonly series: TrendSeries;
  readonly point: TrendPoint;
}

type Columns = Readonly<Record<string, (row: Row) => Cell>>;

/** Raw figures, in the unit that the line names. */
function figureColumns(side: 'candidate' | 'base', names: readonly (keyof CheckFigure)[]): Columns {
  return Object.fromEntries(
    names.map((name) => [
      `${side}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      ({ point }: Row): Cell => point[side]?.[name] ?? null,
    ]),
  );
}

const COLUMNS: Columns = {
  variant: ({ series }) => series.variant,
  scenario: ({ series }) => series.scenario,
  metric: ({ trend }) => trend.metric,
  unit: ({ trend }) => trend.unit,
  label: ({ point }) => point.label,
  revision: ({ point }) => point.revision,
  changes: ({ point }) => point.changes,
  subject: ({ point }) => point.subject,
  committedAt: ({ point }) => point.committedAt,
  startedAt: ({ point }) => point.startedAt,
  hostHash: ({ point }) => point.hostHash,
  breakBefore: ({ point }) => point.breakBefore && breakText(point.breakBefore, '->'),
  ...figureColumns('candidate', ['median', 'low', 'high', 'least', 'most', 'count']),
  ...figureColumns('base', ['median', 'low', 'high']),
  ratio: ({ point }) => point.ratio,
  ratioLow: ({ point }) => point.interval?.low ?? null,
  ratioHigh: ({ point }) => point.interval?.high ?? null,
  verdict: ({ point }) => point.verdict,
  doubt: ({ point }) => point.doubt,
  blocks: ({ point }) => point.blocks,
};

/** One line a point. */
export function renderTrendCsv(trend: Trend): string {
  const lines = trend.series.flatMap((series) =>
    series.points.map((point) => Object.values(COLUMNS).map((value) => value({ trend, series, point }))),
  );
  return csvLines([Object.keys(COLUMNS), ...lines]);
}
