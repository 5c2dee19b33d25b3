import type { CountsPattern, NumberPattern, TextPattern } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import {
  countFields,
  fieldsInWords,
  fitsNumber,
  fitsText,
  numberInWords,
  textInWords,
} from '../../../src/conformance/judge/patterns.ts';

describe('texts', () => {
  test.each<
    [pattern: TextPattern, fits: readonly (string | undefined)[], not: readonly (string | undefined)[]]
  >([
    ['a', ['a'], ['b', '', undefined]],
    [null, [undefined], ['']],
    [{ present: true }, ['', 'x'], [undefined]],
    [{ has: ['a', 'b'] }, ['xbax'], ['a', undefined]],
    [{ hasNot: ['a', 'b'] }, ['', 'c'], ['xbx', undefined]],
    [{ startsWith: 'http://' }, ['http://x'], ['x', undefined]],
    [{ endsWith: '/', startsWith: 'a' }, ['a/'], ['a', '/']],
    [{ oneOf: ['a', 'b'] }, ['a', 'b'], ['c', undefined]],
  ])('%j', (pattern, fits, not) => {
    expect(fits.filter((text) => !fitsText(pattern, text))).toEqual([]);
    expect(not.filter((text) => fitsText(pattern, text))).toEqual([]);
  });

  test.each<[TextPattern, string]>([
    ['a"b', '"a\\"b"'],
    [null, 'absent'],
    [{ present: true }, 'present'],
    [{ has: ['a', 'b'] }, 'with "a" and "b" in it'],
    [{ hasNot: ['a', 'b'] }, 'without "a" or "b" in it'],
    [{ startsWith: 'a', endsWith: 'b' }, 'that begins with "a" and that ends with "b"'],
    [{ oneOf: ['a', 'b', 'c'] }, '"a", "b" or "c"'],
  ])('%j in words', (pattern, words) => {
    expect(textInWords(pattern)).toBe(words);
  });
});

describe('numbers', () => {
  test.each<[NumberPattern, readonly (number | undefined)[], readonly (number | undefined)[], string]>([
    [1000, [1000], [999, undefined], '1,000'],
    [null, [undefined], [0], 'absent'],
    [{ atLeast: 2 }, [2, 3], [1, undefined], 'at least 2'],
    [{ atLeast: 2, atMost: 3 }, [2, 3], [1, 4], 'at least 2 and at most 3'],
    [{ oneOf: [1, 4] }, [1, 4], [2], '1 or 4'],
  ])('%j', (pattern, fits, not, words) => {
    expect(fits.filter((value) => !fitsNumber(pattern, value))).toEqual([]);
    expect(not.filter((value) => fitsNumber(pattern, value))).toEqual([]);
    expect(numberInWords(pattern)).toBe(words);
  });
});

describe('counts', () => {
  test.each<[CountsPattern, object, string]>([
    [{ ok: 1 }, { ok: 1, failed: 5 }, ''],
    [{ ok: 1, failed: null }, { ok: 2 }, 'errors.ok 1'],
    [{ exactly: {} }, {}, ''],
    [{ exactly: { dns: 1 } }, { dns: 1, tls: 2 }, 'errors dns 1'],
    [{ exactly: { dns: 1 } }, {}, 'errors dns 1'],
  ])('%j of %j', (pattern, counts, expected) => {
    expect(fieldsInWords(countFields('errors', pattern, counts), 'expected')).toBe(expected);
  });
});
