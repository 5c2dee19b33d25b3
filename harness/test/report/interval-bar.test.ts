import type { ReportRow } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { ASCII, glyphsFor, UNICODE } from '../../src/report/glyphs.ts';
import { intervalBar, spanHeading, spanOf } from '../../src/report/interval-bar.ts';
import { only } from '../support/report-of.ts';
import { tenRows } from '../support/ten-rows.ts';

type Ratio = NonNullable<ReportRow['ratioToFastest']>;

function ratioOf(low: number, ratio: number, high: number): Ratio {
  const interval = low === high ? null : { low, high, confidence: 0.95 };
  return { ratio, interval, pairs: 9, halfWidth: null, precise: null, detectable: null, verdict: 'slower' };
}

/** From 1 to 16 on a log scale, eight cells: two cells are a factor of two. */
const draw = (low: number, ratio: number, high: number, glyphs = UNICODE): string =>
  intervalBar(ratioOf(low, ratio, high), { low: 1, high: 16 }, 8, glyphs.interval);

describe('intervalBar', () => {
  test.each([
    ['the whole span', draw(1, 4, 16), '────┼───'],
    ['a point at either end', `${draw(1, 1, 1)} ${draw(16, 16, 16)}`, '│        │'],
    ['a ratio without an interval', draw(4, 4, 4), '    │'],
    ['an interval within one cell', draw(4, 4.2, 4.4), '    │'],
    ['more to the right', draw(4, 4.2, 9), '    ├─╴'],
    ['more to the left', draw(1.8, 4.2, 4.4), ' ╶──┤'],
    ['ends in the middle of a cell', draw(1.8, 5, 9), ' ╶──┼─╴'],
    ['ends at the edge of a cell', draw(1.4, 5, 11), ' ───┼──'],
    ['what reaches past the span', draw(0.2, 1.1, 40), '├───────'],
    ['without UTF-8', draw(1.8, 5, 9, ASCII), ' ---|--'],
  ])('%s', (_about, drawn, expected) => {
    expect(drawn).toBe(expected);
  });

  test('is never wider than it may be, whatever the ratios', () => {
    for (const { ratioToFastest: ratio, groups } of only(tenRows()).rows) {
      expect(ratio === null).toBe(groups === null);
      if (ratio === null) continue;
      for (const width of [1, 2, 11, 24]) {
        const bar = intervalBar(ratio, spanOf(only(tenRows()).rows), width, UNICODE.interval);
        expect(bar.length).toBeLessThanOrEqual(width);
        expect(bar).toMatch(/[│┤├┼]/);
      }
    }
  });

  test('is empty where no row has a ratio but the fastest its own', () => {
    expect(spanOf([])).toBeNull();
    expect(intervalBar(ratioOf(1, 1, 1), null, 8, UNICODE.interval)).toBe('');
    expect(spanHeading(null, 8)).toBe('');
  });
});

test('the heading says what the ends of the bars are', () => {
  expect(spanHeading({ low: 0.981, high: 16 }, 12)).toBe('0.98   16.00');
});

test.each([
  [{ LANG: 'en_US.UTF-8' }, UNICODE],
  [{ LANG: 'C.utf8' }, UNICODE],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'C' }, ASCII],
  [{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, UNICODE],
  [{ LANG: 'de_DE.ISO-8859-1' }, ASCII],
  [{ LC_ALL: '', LANG: 'en_US.UTF-8' }, UNICODE],
  [{}, ASCII],
])('%j', (env, glyphs) => {
  expect(glyphsFor(env)).toBe(glyphs);
});
