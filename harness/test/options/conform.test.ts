import { describe, expect, test } from 'vitest';
import { helpText } from '../../src/help.ts';
import { CONFORM_OPTIONS } from '../../src/option-table.ts';
import { readCommandLine } from '../../src/options.ts';
import { conformOptions } from '../support/conform-options.ts';

describe('conform', () => {
  test('without options', () => {
    expect(conformOptions()).toEqual({
      only: [],
      cases: [],
      level: null,
      strict: false,
      against: null,
      jobs: null,
      format: 'table',
      out: null,
    });
  });

  test('with all of them', () => {
    const args = [
      '--only',
      'rust',
      '--only=py*',
      '--case',
      'resume/',
      '--level',
      'trusted',
      '--strict',
      '--against',
      'squid',
    ];
    expect(conformOptions(...args, '--jobs', '3', '--format', 'json', '--out', 'o')).toEqual({
      only: ['rust', 'py*'],
      cases: ['resume/'],
      level: 'trusted',
      strict: true,
      against: 'squid',
      jobs: 3,
      format: 'json',
      out: 'o',
    });
  });

  test.each<[args: readonly string[], message: RegExp]>([
    [['--level', 'best'], /--level takes races, downloads, trusted, not best/],
    [['--jobs', '0'], /--jobs takes a whole number from 1 to 64, not 0/],
    [['--format', 'csv'], /--format takes table, json, not csv/],
    [['--against', 'apache'], /--against takes nginx, squid, http-server, not apache/],
    [['--out='], /--out takes DIR, not an empty word/],
    [['races'], /unexpected argument 'races'/],
    [['--blocks', '2'], /unknown option '--blocks'/],
  ])('%j is refused', (args, message) => {
    expect(() => readCommandLine(['conform', ...args])).toThrow(message);
  });

  test('its help names every option and fits 110 columns', () => {
    const text = helpText('conform');
    for (const name of Object.keys(CONFORM_OPTIONS)) expect(text).toContain(`--${name}`);
    expect(text.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });
});
