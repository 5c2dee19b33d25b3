import type { ReportRow } from '@fairfetch/contract';
import type { IntervalGlyphs } from './glyphs.ts';

/** The ratios that one table's bars reach from and to; null: no row has a ratio that is not its own. */
export type Span = { readonly low: number; readonly high: number } | null;

/** A span narrower than this would blow noise up to the width of the table. */
const LEAST_SPAN = 1.02;

type Ratio = NonNullable<ReportRow['ratioToFastest']>;

const lowOf = ({ ratio, interval }: Ratio): number => interval?.low ?? ratio;
const highOf = ({ ratio, interval }: Ratio): number => interval?.high ?? ratio;

export function spanOf(rows: readonly ReportRow[]): Span {
  const ratios = rows.flatMap(({ ratioToFastest }) => ratioToFastest ?? []);
  if (!ratios.some(({ verdict }) => verdict !== 'fastest')) return null;
  const low = ratios.reduce((least, each) => Math.min(least, lowOf(each)), 1);
  const high = ratios.reduce((most, each) => Math.max(most, highOf(each)), low * LEAST_SPAN);
  return { low, high };
}

/** Half a cell, from 0 on, at which a ratio lies: on a log scale equal factors are equally long. */
function halfAt(ratio: number, { low, high }: NonNullable<Span>, width: number): number {
  const part = Math.log(ratio / low) / Math.log(high / low);
  return Math.round(Math.min(1, Math.max(0, part)) * (2 * width - 1));
}

const cellOf = (half: number): number => Math.floor(half / 2);

/** `  ╶─┼──╴`: the interval as a line, the ratio as a stroke across it. */
export function intervalBar(ratio: Ratio, span: Span, width: number, glyphs: IntervalGlyphs): string {
  if (span === null) return '';
  const [from, at, to] = [lowOf(ratio), ratio.ratio, highOf(ratio)].map((each) =>
    halfAt(each, span, width),
  ) as [number, number, number];
  const middleOf = (): string => {
    const toLeft = cellOf(from) < cellOf(at);
    const toRight = cellOf(to) > cellOf(at);
    if (toLeft && toRight) return glyphs.middleBoth;
    if (toLeft) return glyphs.middleLeft;
    return toRight ? glyphs.middleRight : glyphs.middle;
  };
  const cell = (index: number): string => {
    if (index === cellOf(at)) return middleOf();
    const coversLeft = from <= 2 * index && 2 * index <= to;
    const coversRight = from <= 2 * index + 1 && 2 * index + 1 <= to;
    if (coversLeft && coversRight) return glyphs.whole;
    if (coversLeft) return glyphs.leftHalf;
    return coversRight ? glyphs.rightHalf : ' ';
  };
  return Array.from({ length: width }, (_, index) => cell(index))
    .join('')
    .trimEnd();
}

/** Over the bars: the ratios at either end, `0.98   6.42`. */
export function spanHeading(span: Span, width: number): string {
  if (span === null) return '';
  const [low, high] = [span.low.toFixed(2), span.high.toFixed(2)];
  return low + high.padStart(width - low.length);
}
