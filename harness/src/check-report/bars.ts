import type { CheckComparison } from '@fairfetch/contract';
import type { Glyphs } from '../report/glyphs.ts';
import { intervalBar, type Span } from '../report/interval-bar.ts';
import { signsOf, type Signs } from './signs.ts';
import { changeText } from './words.ts';

export type Scale = NonNullable<Span>;

type Drawable = Pick<CheckComparison, 'ratio' | 'interval' | 'threshold'>;

/** Where what matters begins, on either side. */
function edgesOf({ threshold }: Drawable): readonly number[] {
  return threshold === null ? [] : [1 / (1 + threshold), 1 + threshold];
}

/** One scale for all that is drawn, with no change and the thresholds on it; null: nothing can be drawn. */
export function scaleOf(comparisons: readonly Drawable[]): Scale | null {
  const drawn = comparisons.filter(({ ratio }) => ratio !== null);
  if (drawn.length === 0) return null;
  const ratios = [
    ...drawn.flatMap(edgesOf),
    ...drawn.map(({ ratio }) => ratio ?? 1),
    ...drawn.flatMap(({ interval }) => (interval === null ? [] : [interval.low, interval.high])),
  ];
  return {
    low: ratios.reduce((least, ratio) => Math.min(least, ratio), 1),
    high: ratios.reduce((most, ratio) => Math.max(most, ratio), 1.02),
  };
}

/** The bar of the comparison of rows, of a ratio that is a row's only here. */
function lineOf(
  ratio: number,
  interval: CheckComparison['interval'],
  scale: Scale,
  width: number,
  glyphs: Glyphs,
): string {
  const drawn = {
    ratio,
    interval,
    pairs: 0,
    halfWidth: null,
    precise: null,
    detectable: null,
    verdict: 'unclear',
  } as const;
  return intervalBar(drawn, scale, width, glyphs.interval);
}

/** The cell at which a ratio lies, from 0 on. */
function cellAt(ratio: number, scale: Scale, width: number, glyphs: Glyphs): number {
  return lineOf(ratio, null, scale, width, glyphs).length - 1;
}

/** `  ·  ┊  · ╶┼─╴`: the interval over marks at no change and at the thresholds. */
export function changeBar(comparison: Drawable, scale: Scale | null, width: number, glyphs: Glyphs): string {
  const { ratio, interval } = comparison;
  if (scale === null || ratio === null) return '';
  const signs = signsOf(glyphs);
  const marks = new Map([
    ...edgesOf(comparison).map((edge) => [cellAt(edge, scale, width, glyphs), signs.threshold] as const),
    [cellAt(1, scale, width, glyphs), signs.noChange] as const,
  ]);
  const line = lineOf(ratio, interval, scale, width, glyphs).padEnd(width);
  const cells = Array.from(line, (cell, index) => (cell === ' ' ? (marks.get(index) ?? cell) : cell));
  return cells.join('').trimEnd();
}

/** Over the bars: the changes at either end, `−7.0 %      +15.1 %`. */
export function scaleHeading(scale: Scale | null, width: number, signs: Signs): string {
  if (scale === null) return '';
  const [low, high] = [changeText(scale.low, signs), changeText(scale.high, signs)];
  return low + high.padStart(width - low.length);
}
