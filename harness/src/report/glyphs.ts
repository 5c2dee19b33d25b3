/** The signs a table is drawn with. */
export interface Glyphs {
  /** Between the ends of a range. */
  readonly dash: string;
  /** Below the headings. */
  readonly rule: string;
  /** After a name that was cut. */
  readonly cut: string;
  readonly interval: IntervalGlyphs;
}

/** One character cell of an interval that is drawn: where it covers the cell, and where the middle lies. */
export interface IntervalGlyphs {
  readonly leftHalf: string;
  readonly rightHalf: string;
  readonly whole: string;
  /** The cell of the middle: the interval goes on to neither side, to the left, to the right, to both. */
  readonly middle: string;
  readonly middleLeft: string;
  readonly middleRight: string;
  readonly middleBoth: string;
}

export const UNICODE: Glyphs = {
  dash: '–',
  rule: '─',
  cut: '…',
  interval: {
    leftHalf: '╴',
    rightHalf: '╶',
    whole: '─',
    middle: '│',
    middleLeft: '┤',
    middleRight: '├',
    middleBoth: '┼',
  },
};

export const ASCII: Glyphs = {
  dash: '..',
  rule: '-',
  cut: '~',
  interval: {
    leftHalf: '-',
    rightHalf: '-',
    whole: '-',
    middle: '|',
    middleLeft: '|',
    middleRight: '|',
    middleBoth: '|',
  },
};

/** What the terminal, or the reader of a pipe, is said to understand: POSIX looks at the first of these that is not empty. */
export function glyphsFor(env: Readonly<Record<string, string | undefined>>): Glyphs {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale) ? UNICODE : ASCII;
}
