import type { CheckComparison } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { measuredUnits, shownOf } from '../../src/check-report/figures.ts';
import { PLAIN_SIGNS } from '../../src/check-report/signs.ts';
import { changeText, clipped, listed, plain, pText } from '../../src/check-report/words.ts';
import { counted, exact, failures, figure, measured, report } from './fixtures.ts';

describe('a change', () => {
  test.each([
    [1.1234, '+12.3 %'],
    [0.995, '-0.5 %'],
    [1.0004, '0.0 %'],
    [0.9996, '0.0 %'],
    [1, '0.0 %'],
    [1.9996, '+100 %'],
    [3.5, '+250 %'],
    [0.25, '-75.0 %'],
  ])('of %f is %s', (ratio, words) => {
    expect(changeText(ratio, PLAIN_SIGNS)).toBe(words);
  });
});

test.each([
  [0.000_09, '<0.0001'],
  [0.0001, '0.0001'],
  [0.0123, '0.0123'],
  [0.45, '0.45'],
  [1, '1.00'],
])('p of %f is %s', (pValue, words) => {
  expect(pText(pValue)).toBe(words);
});

test('text from elsewhere is one line without signs that nobody sees', () => {
  expect(plain(' a\n\n\u001B[31mb\u001B[0m\t\u202Ec\u0000\u200D d\u2028')).toBe('a b c d');
  expect(clipped('x'.repeat(400))).toHaveLength(300);
  expect(clipped('short')).toBe('short');
});

test('a list in words', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});

const shown = (of: CheckComparison) => shownOf(of, report([of]), PLAIN_SIGNS);

function timeUnit(...medians: readonly number[]) {
  return measuredUnits(report(medians.map((median) => measured('time', median, 1)))).time;
}

describe('figures', () => {
  test.each([
    [exact('connections', counted(10), counted(30)), ['', '10', '30', '10 -> 30']],
    [exact('requests', counted(1200), counted(1300)), ['', '1,200', '1,300', '1,200 -> 1,300']],
    [exact('connections', counted(10, 12), counted(11, 13)), ['', '10..12', '11..13', 'varies']],
    [exact('connections', counted(10, 12), counted(13, 14)), ['', '10..12', '13..14', '10..12 -> 13..14']],
    [exact('connections', counted(9), counted(9)), ['', '9', '9', 'same']],
    [
      exact('connections', counted(9), counted(11), { baseAgain: counted(10) }),
      ['', '9..10', '11', '9..10 -> 11'],
    ],
    [exact('bytesResent', counted(0), counted(100)), ['bytes', '0', '100', '0 -> 100']],
    [exact('bytesResent', counted(0), counted(741_500)), ['KiB', '0', '724', '0 -> 724']],
    [exact('bytesResent', counted(0), counted(50 * 2 ** 20)), ['MiB', '0.0', '50.0', '0.0 -> 50.0']],
    [
      exact('bytesResent', counted(741_500), counted(741_510)),
      ['bytes', '741,500', '741,510', '741,500 -> 741,510'],
    ],
    [failures(counted(0), counted(0, 1)), ['', 'none', 'some', 'none -> some']],
    [failures(counted(1), counted(1)), ['', 'all', 'all', 'same']],
    [exact('connections', counted(9), counted(9), { base: null, baseAgain: null }), ['', null, '9', null]],
  ])('%#', (of, [unit, base, candidate, change]) => {
    expect(shown(of)).toEqual({ unit, base, candidate, change });
  });

  test('all times are in one unit, so that a digit is half a percent or less', () => {
    expect(timeUnit(97.2, 1520)).toMatchObject({ name: 'ms', decimals: 1 });
    expect(timeUnit(3, 1520)).toMatchObject({ name: 'ms', decimals: 2 });
    expect(timeUnit(1.5)).toMatchObject({ name: 'ms', decimals: 3 });
    expect(timeUnit(20_000)).toMatchObject({ name: 's', decimals: 1 });
    expect(measuredUnits(report([])).memory.name).toBe('MiB');
  });

  test('what was not measured is no figure', () => {
    const none = measured('time', 1, 1, { base: null, candidate: figure(1), ratio: null });
    expect(shown(none)).toMatchObject({ base: null, change: null });
  });
});
