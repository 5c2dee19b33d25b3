import { ASCII, type Glyphs } from '../report/glyphs.ts';

/** The signs of figures and scales that the comparison of rows does not need. */
export interface Signs {
  readonly minus: string;
  /** From what it was to what it is. */
  readonly arrow: string;
  /** Between the ends of a range of counts. */
  readonly dash: string;
  /** On a scale: no change, and what matters on either side. */
  readonly noChange: string;
  readonly threshold: string;
}

const UNICODE_SIGNS: Signs = { minus: '−', arrow: '→', dash: '–', noChange: '┊', threshold: '·' };
/** Also for logs, annotations and test results, which are read by who knows what. */
export const PLAIN_SIGNS: Signs = { minus: '-', arrow: '->', dash: '..', noChange: ':', threshold: '.' };

export function signsOf({ cut }: Glyphs): Signs {
  return cut === ASCII.cut ? PLAIN_SIGNS : UNICODE_SIGNS;
}
