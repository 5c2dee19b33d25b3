import { describe, expect, test } from 'vitest';
import type { HarnessError } from '../src/errors.ts';
import { helpText } from '../src/help.ts';
import { COMPARE_OPTIONS } from '../src/option-table.ts';
import { COMMANDS, readCommandLine } from '../src/options.ts';
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
      resume: null,
      shard: null,
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
      resume: null,
      shard: null,
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
    ['1/1', { index: 1, of: 1 }],
    ['3/12', { index: 3, of: 12 }],
  ])('--shard %s', (text, shard) => {
    expect(compareOptions('--seed', '1', '--shard', text).shard).toEqual(shard);
  });

  test('--resume goes with how things are shown and where downloads go, and nothing else', () => {
    const args = ['--resume', 'r', '--scratch', 's', '--format', 'json', '--columns', 'time'];
    expect(compareOptions(...args)).toMatchObject({ resume: 'r', scratch: 's', format: 'json' });
  });

  test.each([
    [['report', 'r'], { folder: 'r', format: 'table', columns: null }],
    [['report', '--format', 'json', 'r'], { folder: 'r', format: 'json', columns: null }],
    [
      ['merge', 'a', 'b', '--out', 'c', '--columns', 'time'],
      { folders: ['a', 'b'], out: 'c', format: 'table', columns: 'time' },
    ],
  ])('%j', (args, options) => {
    expect(readCommandLine(args)).toEqual({ state: args[0], options });
  });

  test.each<[args: readonly string[], message: RegExp]>([
    [['report'], /report takes one results folder/],
    [['report', 'a', 'b'], /report takes one results folder/],
    [['report', ''], /report takes one results folder/],
    [['report', 'a', '--out', 'b'], /unknown option '--out'/],
    [['merge', '--out', 'c'], /merge takes the folders of shards/],
    [['merge', 'a', 'b'], /merge needs --out DIR/],
    [['merge', 'a', '--out', 'c', '--format', 'pdf'], /not pdf/],
  ])('%j is refused', (args, message) => {
    expect(() => readCommandLine(args)).toThrow(message);
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
    [['--shard', '1/2'], /--shard needs --seed/],
    [['--seed', '1', '--shard', '0/2'], /--shard takes K\/N with K from 1 to N and N up to 1000, not 0\/2/],
    [['--seed', '1', '--shard', '3/2'], /not 3\/2/],
    [['--seed', '1', '--shard', '1/1001'], /not 1\/1001/],
    [['--seed', '1', '--shard', 'first'], /not first/],
    [['--seed', '1', '--shard', '1/2', '--precision', '3%'], /--precision goes by all of them: say --blocks/],
    [['--seed', '1', '--shard', '1/2', '--budget', '9s'], /--budget goes by all of them/],
    [['--resume', 'r', '--seed', '1'], /plan that is in r, and --seed does not go with it/],
    [['--resume', 'r', '--scenario', 'small'], /--scenario does not go with it/],
    [['--resume', 'r', '--only', 'x'], /--only does not go with it/],
    [['--resume', 'r', '--out', 'o'], /--out does not go with it/],
    [['--resume', 'r', '--urls', 'u', '--concurrency', '3'], /--urls does not go with it/],
    [['--resume', ''], /--resume takes DIR, not an empty word/],
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
    const lines = [null, ...COMMANDS].map(helpText).join('\n').split('\n');
    expect(lines.filter((line) => line.length > 110)).toEqual([]);
  });
});
