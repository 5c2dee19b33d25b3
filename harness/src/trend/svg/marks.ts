import type { TrendPoint } from '../types.ts';

/** How a verdict is drawn: by a shape as well as by a colour, for who cannot tell these. */
export type Mark = TrendPoint['verdict'] | 'missing';

export const MARK_WORDS: Readonly<Record<Mark, string>> = {
  regressed: 'regressed',
  improved: 'improved',
  unchanged: 'unchanged',
  inconclusive: 'inconclusive',
  missing: 'not measured',
};

const at = (value: number): string => value.toFixed(1);

/** In pixels, around (x, y). */
const SHAPES: Readonly<Record<Mark, (x: number, y: number) => string>> = {
  regressed: (x, y) => `M${at(x)} ${at(y - 5.5)}l5.5 9.5h-11z`,
  improved: (x, y) => `M${at(x)} ${at(y + 5.5)}l5.5 -9.5h-11z`,
  unchanged: (x, y) => `M${at(x - 3)} ${at(y)}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z`,
  inconclusive: (x, y) => `M${at(x)} ${at(y - 5)}l5 5l-5 5l-5 -5z`,
  missing: (x, y) => `M${at(x - 4)} ${at(y - 4)}l8 8m0 -8l-8 8`,
};

/** @param title shown where the pointer rests, already escaped; null: none */
export function drawMark(
  mark: Mark,
  { x, y }: { readonly x: number; readonly y: number },
  title: string | null,
): string {
  const path = `class="mark ${mark}" d="${SHAPES[mark](x, y)}"`;
  return title === null ? `<path ${path}/>` : `<path ${path}><title>${title}</title></path>`;
}
