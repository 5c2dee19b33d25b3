import { describe, expect, test } from 'vitest';
import type { HarnessError } from '../src/errors.ts';
import { helpText } from '../src/help.ts';
import { COMPARE_OPTIONS } from '../src/option-table.ts';
import { readCommandLine } from '../src/options.ts';
import { compareOptions } from './support/options.ts';

describe('readCommandLine', () => {
  test('compare without options', () => {
    expect(compareOptions()).toEqual({
      scenarios: [],
      only: [],
      blocks: null,
      precision: null,
      budgetS: null,
      seed: null,
      out: null,
      scratch: null,
      format: 'table',
      columns: null,
      urls: null,
    });
  });

  test('compare with all of them', () => {
    const args = [
      '--scenario',
      'small',
      '--scenario=seed',
      '--scenario',
      'small',
      '--only',
      'rust',
      '--only=py*',
    ];
    const limits = ['--blocks', '12', '--precision', '3%', '--budget', '2m'];
    const more = ['--seed', '0', '--out', 'o', '--scratch', 's', '--format', 'csv', '--columns', 'time'];
    expect(compareOptions(...args, ...limits, ...more)).toEqual({
      scenarios: ['small', 'seed'],
      only: ['rust', 'py*'],
      blocks: 12,
      precision: 0.03,
      budgetS: 120,
      seed: 0,
      out: 'o',
      scratch: 's',
      format: 'csv',
      columns: 'time',
      urls: null,
    });
  });

  test.each([
    [['--urls', 'list'], { file: 'list', concurrency: 10 }],
    [['--urls', 'list', '--concurrency', '64'], { file: 'list', concurrency: 64 }],
  ])('%j', (args, urls) => {
    expect(compareOptions(...args).urls).toEqual(urls);
  });

  test.each([
    ['3%', 0.03],
    ['3', 0.03],
    ['0.5%', 0.005],
    ['12.5 %', 0.125],
    ['50%', 0.5],
  ])('--precision %s', (text, precision) => {
    expect(compareOptions('--precision', text).precision).toBeCloseTo(precision, 12);
  });

  test.each([
    ['60s', 60],
    ['60', 60],
    ['2m', 120],
    ['1.5 m', 90],
    ['1h', 3600],
  ])('--budget %s', (text, budgetS) => {
    expect(compareOptions('--budget', text).budgetS).toBe(budgetS);
  });

  test.each([
    [[], { state: 'help', command: null }],
    [['help'], { state: 'help', command: null }],
    [['--version'], { state: 'version' }],
    [['compare', '--only', 'x', '-h'], { state: 'help', command: 'compare' }],
    [['compare', '--list'], { state: 'list' }],
    [['list'], { state: 'list' }],
  ])('%j', (args, invocation) => {
    expect(readCommandLine(args)).toEqual(invocation);
  });

  test.each<[args: readonly string[], message: RegExp]>([
    [['--blocks', '0'], /--blocks takes a whole number from 1 to 1000, not 0/],
    [['--blocks', '1001'], /not 1001/],
    [['--blocks', '1e2'], /not 1e2/],
    [['--blocks='], /--blocks takes N, not an empty word/],
    [['--precision', '0.03'], /--precision takes 0.5% to 50%, not 0.03/],
    [['--precision', '51%'], /not 51%/],
    [['--precision', 'narrow'], /not narrow/],
    [['--precision', '3%', '--blocks', '9'], /--precision looks at 10 blocks or more, and --blocks says 9/],
    [['--budget', '0s'], /--budget takes a time from 1s to 24h, such as 60s or 2m, not 0s/],
    [['--budget', '25h'], /not 25h/],
    [['--budget', '1 day'], /not 1 day/],
    [['--budget', '-5'], /--budget/],
    [['--seed', '-1'], /--seed/],
    [['--seed', '1.5'], /not 1.5/],
    [['--out', ''], /--out takes DIR, not an empty word/],
    [['--columns', 'size'], /--columns takes time, not size/],
    [['--format', 'html'], /--format takes table, json, csv, markdown, not html/],
    [['--concurrency', '5'], /--concurrency goes with --urls only/],
    [['--urls', 'x', '--concurrency', '2000'], /from 1 to 1024, not 2000/],
    [['--urls', 'x', '--scenario', 'seed'], /--scenario does not go with it/],
    [['--list=yes'], /--list/],
    [['--blocks'], /--blocks/],
    [['--nonsense'], /unknown option '--nonsense'/],
    [['-x'], /unknown option '-x'/],
  ])('compare %j is refused', (args, message) => {
    expect(() => readCommandLine(['compare', ...args])).toThrow(message);
    try {
      readCommandLine(['compare', ...args]);
    } catch (error) {
      expect((error as HarnessError).exitCode).toBe(2);
    }
  });
});

describe('helpText', () => {
  test('names every option', () => {
    const text = helpText('compare');
    for (const name of Object.keys(COMPARE_OPTIONS)) expect(text).toContain(`--${name}`);
  });

  test('fits 110 columns', () => {
    const lines = [helpText(null), helpText('compare'), helpText('list')].join('\n').split('\n');
    expect(lines.filter((line) => line.length > 110)).toEqual([]);
  });
});
