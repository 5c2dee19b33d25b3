import { describe, expect, test } from 'vitest';
import { unitsOf } from '../../src/report/units.ts';
import { bytesInWords, countOf, durationInWords } from '../../src/report/words.ts';
import { wrap } from '../../src/report/wrap.ts';
import { good, only, reportOf } from '../support/report-of.ts';

test.each([
  [0, '0.0 ms'],
  [1_500_000, '1.5 ms'],
  [97_400_000, '97 ms'],
  [999_600_000, '1.00 s'],
  [1_050_000_000, '1.05 s'],
  [12_340_000_000, '12.3 s'],
  [59_960_000_000, '1 min 0 s'],
  [200_000_000_000, '3 min 20 s'],
])('durationInWords(%i) is %s', (durationNs, words) => {
  expect(durationInWords(durationNs)).toBe(words);
});

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [1023, '1,023 bytes'],
  [1024, '1.0 KiB'],
  [741_500, '724 KiB'],
  [20_480_000, '20 MiB'],
  [2 ** 30, '1.0 GiB'],
  [2 ** 52, '4096 TiB'],
])('bytesInWords(%i) is %s', (bytes, words) => {
  expect(bytesInWords(bytes)).toBe(words);
});

test('countOf', () => {
  expect([countOf(0, 'block'), countOf(1, 'block'), countOf(5000, 'block')]).toEqual([
    '0 blocks',
    '1 block',
    '5,000 blocks',
  ]);
});

describe('wrap', () => {
  test.each([
    ['fits', 'a b c', 10, '', 'a b c'],
    ['breaks at blanks', 'aa bb cc', 5, '', 'aa bb\ncc'],
    ['indents what follows', 'aa bb cc', 6, '  ', 'aa bb\n  cc'],
    ['cuts a word that is longer than a line', 'abcdefgh', 3, '', 'abc\ndef\ngh'],
    ['nothing', '', 5, '', ''],
  ])('%s', (_about, text, columns, indent, expected) => {
    expect(wrap(text, columns, indent)).toBe(expected);
  });
});

test.each([
  ['milliseconds', 100, { name: 'ms', size: 1e6, decimals: 0 }],
  ['with a decimal where they are few', 9, { name: 'ms', size: 1e6, decimals: 1 }],
  ['with two where they are very few', 0.3, { name: 'ms', size: 1e6, decimals: 2 }],
  ['seconds where all take long', 20_000, { name: 's', size: 1e9, decimals: 1 }],
])('the unit of time is %s', (_about, wallMs, unit) => {
  const { rows } = only(reportOf([...good('a/one', wallMs, wallMs), ...good('b/two', wallMs * 50)]));
  expect(unitsOf(rows).time).toEqual(unit);
});
