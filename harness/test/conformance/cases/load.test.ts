import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadCases } from '../../../src/conformance/cases/index.ts';
import { WORKSPACE } from '../../support/binaries.ts';
import { temporaryFolder } from '../../support/world.ts';

const SMALLEST = {
  name: 'one',
  title: 'one',
  level: 'races',
  rule: 'A rule.',
  catches: ['a-sin'],
  expect: { exit: 0 },
};
const SERVED = { serve: { files: { a: { bytes: 1 } } } };

/** Loads a folder with one file of one case, the smallest with changes. */
function loadOne(change: object, ...more: readonly object[]) {
  const folder = temporaryFolder();
  const cases = [{ ...SMALLEST, ...change }, ...more];
  writeFileSync(join(folder, 'some.json'), JSON.stringify({ about: 'x', cases }));
  return loadCases(folder);
}

describe('loadCases', () => {
  test('by level, and within it as they stand', async () => {
    const cases = await loadCases(fileURLToPath(new URL('../../fixtures/cases', import.meta.url)));
    expect(cases.map(({ id, level }) => [id, level])).toEqual([
      ['tiny/two-files', 'races'],
      ['tiny/not-found', 'races'],
      ['tiny/repaired', 'downloads'],
    ]);
  });

  test('the contract’s own cases all hold', async () => {
    const cases = await loadCases(join(WORKSPACE, 'packages', 'contract', 'cases'));
    expect(cases.length).toBeGreaterThan(100);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  test('what stands beside the steps is the default of each', async () => {
    const step = { urls: ['x'], expect: { exit: 1 } };
    const [loaded] = await loadOne({
      atMostMs: 5,
      expect: undefined,
      steps: [step, { ...step, atMostMs: 7 }],
    });
    expect(loaded?.steps).toEqual([
      { ...step, atMostMs: 5 },
      { ...step, atMostMs: 7 },
    ]);
  });

  test.each<[problem: string, change: object, message: RegExp]>([
    ['an unknown field', { colour: 'red' }, /one: cases\/0 has an unknown field colour/],
    ['a level there is not', { level: 'best' }, /cases\/0\/level must be one of races, downloads, trusted/],
    ['nothing that catches', { catches: [] }, /cases\/0\/catches must NOT have fewer than 1 items/],
    ['no expectation', { expect: undefined }, /one: steps\/0 lacks expect/],
    [
      'a file that is not served',
      { expect: { exit: 0, files: { x: { of: 'a' } } } },
      /files\/x: nothing called a/,
    ],
    [
      'requests of no file',
      { ...SERVED, expect: { exit: 0, requests: { b: [] } } },
      /nothing called b is served/,
    ],
    [
      'an unknown placeholder',
      { ...SERVED, urls: ['{a}', '{no such}'] },
      /steps\/0: \{no such\} is no placeholder/,
    ],
    ['a brace that opens nothing', { urls: ['{"url": 1'] }, /a brace that is one is written \{\{/],
    ['an unserved URL', { urls: ['{a}'] }, /\{a\} needs a served file a/],
    ['a host too many', { ...SERVED, urls: ['{base1}'] }, /\{base1\} needs 2 hosts/],
    ['a proxy that is not there', { ...SERVED, env: { http_proxy: '{proxy}' } }, /needs serve\/proxy/],
    ['a silent peer that is not there', { urls: ['{silent}'] }, /needs peers\/silent/],
    ['two kinds of file', { dir: { x: { text: '', zeros: 1 } } }, /dir\/x must have exactly one of/],
    ['no kind of file', { dir: { x: { mode: '0444' } } }, /dir\/x must have exactly one of/],
    ['part of a text', { dir: { x: { text: '', from: 1 } } }, /dir\/x\/from goes with "of" alone/],
    ['anything, to be written', { dir: { x: { any: true } } }, /dir\/x\/any can be expected, not written/],
    ['an open file', { input: { lines: [], open: true } }, /only a pipe stays open/],
  ])('%s is refused by name', async (_problem, change, message) => {
    await expect(loadOne(change)).rejects.toMatchObject({
      code: 'bad-case',
      exitCode: 3,
      message: expect.stringMatching(message) as string,
    });
  });

  test('two cases of one name', async () => {
    await expect(loadOne({}, SMALLEST)).rejects.toThrow(
      /some\.json does not hold:\n {2}two cases are called one/,
    );
  });

  test('a folder without any, and one that is not there', async () => {
    const folder = temporaryFolder();
    await expect(loadCases(folder)).rejects.toThrow(/there is no case in/);
    await expect(loadCases(join(folder, 'x'))).rejects.toThrow(/no such file or folder/);
  });
});
