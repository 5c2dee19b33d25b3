import { describe, expect, test } from 'vitest';
import { planCells, type PlanOptions } from '../../src/conformance/plan.ts';
import { selectCases } from '../../src/conformance/select.ts';
import { reportCase, variant } from './report/support.ts';

const CASES = [
  reportCase('g/one', 'races'),
  reportCase('g/two', 'downloads'),
  reportCase('h/three', 'trusted'),
];

function plan(
  level: 'races' | 'downloads' | 'trusted',
  faithful: boolean,
  options: Partial<PlanOptions> = {},
) {
  const cells = planCells(CASES, [variant('x/y', level, faithful)], {
    level: null,
    strict: false,
    ...options,
  });
  return cells.map(({ suiteCase, counted }) => `${suiteCase.name}${counted ? '' : ' (next)'}`);
}

describe('which cases are run', () => {
  test.each<[Parameters<typeof plan>[0], boolean, Partial<PlanOptions>, readonly string[]]>([
    ['races', false, {}, ['one', 'two (next)']],
    ['downloads', false, {}, ['one', 'two', 'three (next)']],
    ['trusted', false, {}, ['one', 'two', 'three']],
    ['races', true, {}, ['one']],
    ['races', false, { level: 'trusted' }, ['one', 'two (next)', 'three (next)']],
    ['trusted', false, { level: 'races' }, ['one']],
    ['races', true, { level: 'trusted' }, ['one']],
    ['races', false, { strict: true }, ['one', 'two']],
    ['races', false, { level: 'races' }, ['one']],
  ])('declared %s, faithful %s, %j', (level, faithful, options, cases) => {
    expect(plan(level, faithful, options)).toEqual(cases);
  });
});

describe('selectCases', () => {
  test.each([
    [[], ['one', 'two', 'three']],
    [['g/'], ['one', 'two']],
    [['*/t*'], ['two', 'three']],
    [
      ['g/one', 'three'],
      ['one', 'three'],
    ],
  ])('%j', (patterns, names) => {
    expect(selectCases(CASES, patterns).map(({ name }) => name)).toEqual(names);
  });

  test('a pattern that names nothing is refused, and says what there is', () => {
    expect(() => selectCases(CASES, ['nope'])).toThrow('--case nope names no case');
    try {
      selectCases(CASES, ['nope']);
    } catch (error) {
      expect(error).toMatchObject({ exitCode: 2, hint: 'A case is GROUP/NAME; the groups are g, h.' });
    }
  });
});
