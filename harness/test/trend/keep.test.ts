import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from '@fairfetch/contract';
import { expect, test } from 'vitest';
import { keepReport, readReports } from '../../src/trend/index.ts';
import { temporaryFolder } from '../support/world.ts';
import { report, type ReportParts } from './support.ts';

test.each<[what: string, side: NonNullable<ReportParts['side']>, name: string]>([
  ['a commit', {}, '2026-01-01T08-00-00Z-001aaaa.json'],
  ['a work tree with changes', { changes: 'd1' }, '2026-01-01T08-00-00Z-tree.json'],
  ['a command', { revision: null }, '2026-01-01T08-00-00Z-tree.json'],
  ['what is no hash', { revision: '../../up' }, '2026-01-01T08-00-00Z-tree.json'],
])('%s is kept by a name that sorts', async (_, side, name) => {
  const folder = join(temporaryFolder(), 'not', 'there');
  const given = report({ day: 0, side });
  const file = await keepReport(given, folder);
  expect(basename(file)).toBe(name);
  expect(dirname(file)).toBe(folder);
  expect(parse('check-report', readFileSync(file, 'utf8'))).toEqual({ state: 'valid', value: given });
  expect(readdirSync(folder)).toEqual([name]);
});

test('none is ever overwritten, not by ten at once either', async () => {
  const folder = temporaryFolder();
  const reports = Array.from({ length: 10 }, (_, seed) => report({ day: 0, seed }));
  const files = await Promise.all(reports.map((each) => keepReport(each, folder)));
  expect(new Set(files).size).toBe(10);
  expect(files.map((file) => basename(file)).toSorted()[0]).toBe('2026-01-01T08-00-00Z-001aaaa-10.json');
  const seeds = files.map((file) => (JSON.parse(readFileSync(file, 'utf8')) as { seed: number }).seed);
  expect(seeds).toEqual(reports.map(({ seed }) => seed));
  expect((await readReports([folder])).reports).toHaveLength(10);
});

test('where it cannot be kept the folder and the reason are said', async () => {
  const place = temporaryFolder();
  const file = join(place, 'file');
  writeFileSync(file, 'mine');
  await expect(keepReport(report({ day: 0 }), join(file, 'history'))).rejects.toMatchObject({
    code: 'results',
    message: expect.stringContaining(`the report cannot be kept in ${join(file, 'history')}: `),
    hint: expect.stringContaining('--keep DIR'),
  });
  expect(readFileSync(file, 'utf8')).toBe('mine');
  expect(existsSync(join(place, 'history'))).toBe(false);
});
