export { keepReport } from './keep.ts';
export { readReports, type ReadReports } from './read.ts';
export { renderTrendCsv } from './csv.ts';
export { renderTrendJson } from './json.ts';
export { renderTrendTable, type TrendTableOptions } from './table.ts';
export { drawTrend } from './svg/picture.ts';
export { trendOf, type TrendQuery } from './series.ts';
export type { Trend, TrendBreak, TrendPoint, TrendSeries } from './types.ts';
