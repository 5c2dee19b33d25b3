import { describe, expect, test } from 'vitest';
import { OPTIONS, UsageError, type RunOptions } from '../../src/cli/options.ts';
import { parseCommand } from '../../src/cli/parse.ts';
import { helpText } from '../../src/cli/help.ts';

const STRATEGIES = ['one', 'two'];
const DEFAULTS: RunOptions = {
  urls: ['http://h/a'],
  input: undefined,
  dir: 'downloads',
  concurrency: 10,
  retries: 3,
  connectTimeoutS: 10,
  stallTimeoutS: 30,
  timeoutS: 0,
  maxSizeBytes: undefined,
  maxRedirects: 10,
  existing: 'overwrite',
  resume: true,
  headers: [],
  cacert: undefined,
  fsync: false,
  work: 'none',
  json: false,
  records: undefined,
  progress: 'auto',
  quiet: false,
  strategy: 'one',
};

function options(...words: string[]): RunOptions {
  const command = parseCommand(words, STRATEGIES);
  if (command.kind !== 'run') throw new Error(`a run was expected, not ${command.kind}`);
  return command.options;
}

describe('parseCommand', () => {
  test.each<[string[], Partial<RunOptions>]>([
    [['http://h/a'], {}],
    [['-i', 'f', 'http://h/a'], { input: 'f' }],
    [['-i-', 'http://h/a'], { input: '-' }],
    [['-i', '-', 'http://h/a'], { input: '-' }],
    [['--input=f=g', 'http://h/a'], { input: 'f=g' }],
    [['http://h/a', '-d', 'out', '-j', '4'], { dir: 'out', concurrency: 4 }],
    [['-qj4', 'http://h/a'], { quiet: true, concurrency: 4 }],
    [['-j1024', 'http://h/a'], { concurrency: 1024 }],
    [['--json', '--work', 'fnv1a', 'http://h/a'], { json: true, work: 'fnv1a' }],
    [
      ['--progress=plain', '--cacert', 'ca', '--records', 'r', 'http://h/a'],
      { progress: 'plain', cacert: 'ca', records: 'r' },
    ],
    [['--strategy', 'two', 'http://h/a'], { strategy: 'two' }],
    [['--retries', '0', '--timeout=2.5', 'http://h/a'], { retries: 0, timeoutS: 2.5 }],
    [
      ['--connect-timeout', '.5', '--stall-timeout', '1.', 'http://h/a'],
      { connectTimeoutS: 0.5, stallTimeoutS: 1 },
    ],
    [['--max-size', '2K', '--max-redirects=0', 'http://h/a'], { maxSizeBytes: 2048, maxRedirects: 0 }],
    [
      ['--existing=skip', '--no-resume', '--fsync', 'http://h/a'],
      { existing: 'skip', resume: false, fsync: true },
    ],
    [
      ['-H', 'A: 1', '--header=a: 2', '-HB:', 'http://h/a'],
      {
        headers: [
          { name: 'A', value: '1' },
          { name: 'a', value: '2' },
          { name: 'B', value: '' },
        ],
      },
    ],
    [['http://h/a', '--', '--json', '-'], { urls: ['http://h/a', '--json', '-'] }],
  ])('%j', (words, expected) => {
    expect(options(...words)).toEqual({ ...DEFAULTS, ...expected });
  });

  test.each<[string[], RegExp]>([
    [[], /^nothing to download: give a URL, or --input FILE$/u],
    [['--nope', 'u'], /unknown option --nope/u],
    [['--constructor', 'u'], /unknown option --constructor/u],
    [['--conc', '4', 'u'], /unknown option --conc/u],
    [['-x', 'u'], /unknown option -x/u],
    [['-j', '0', 'u'], /^-j takes a whole number from 1 to 1024, not '0'$/u],
    [['--concurrency', '1025', 'u'], /^--concurrency takes a whole number/u],
    [['-j', '', 'u'], /^-j takes a whole number from 1 to 1024, not ''$/u],
    [['--timeout=', 'u'], /^--timeout takes seconds, 0 or more, not ''$/u],
    [['--max-size', '', 'u'], /^--max-size takes a number of bytes/u],
    [['-j', '4.5', 'u'], /1 to 1024/u],
    [['-j', '1e2', 'u'], /1 to 1024/u],
    [['--work', 'md5', 'u'], /^--work takes one of none, sha256, fnv1a, not 'md5'$/u],
    [['--progress', 'loud', 'u'], /^--progress takes one of auto, bar, plain, none, not 'loud'$/u],
    [['--strategy', 'three', 'u'], /^--strategy takes one of one, two, not 'three'$/u],
    [['u', '--dir'], /--dir takes DIR/u],
    [['--dir=', 'u'], /--dir takes DIR/u],
    [['-d'], /^-d takes DIR$/u],
    [['-j', '0'], /^-j takes a whole number/u],
    [['--work', 'a\nb', 'u'], /not 'a\\nb'$/u],
    [['--retries', 'x', 'u'], /^--retries takes a whole number from 0 to 1000, not 'x'$/u],
    [['--retries', '1001', 'u'], /^--retries takes a whole number from 0 to 1000, not '1001'$/u],
    [['--max-redirects', 'x', 'u'], /^--max-redirects takes a whole number from 0 to 10000, not 'x'$/u],
    [['--timeout', 'x', 'u'], /^--timeout takes seconds, 0 or more, not 'x'$/u],
    [['--connect-timeout', '0', 'u'], /^--connect-timeout takes seconds above 0, not '0'$/u],
    [['--stall-timeout=0.0', 'u'], /^--stall-timeout takes seconds above 0, not '0.0'$/u],
    [
      ['--max-size', '3k', 'u'],
      /^--max-size takes a number of bytes, with K, M or G if you like, not '3k'$/u,
    ],
    [['--existing', 'x', 'u'], /^--existing takes one of overwrite, skip, fail, not 'x'$/u],
    [['-H', 'x', 'u'], /^--header takes 'NAME: VALUE', not 'x'$/u],
    [['-H', 'Host: x', 'u'], /^--header cannot set Host: the downloader does$/u],
    [['--no-resume=1', 'u'], /^--no-resume takes no value$/u],
    [['--json=yes', 'u'], /--json takes no value/u],
  ])('%j is refused', (words, message) => {
    expect(() => options(...words)).toThrow(UsageError);
    expect(() => options(...words)).toThrow(message);
  });

  test('help goes before whatever else is wrong after it, and version before a run', () => {
    expect(parseCommand(['--help', '--nope'], STRATEGIES)).toEqual({ kind: 'help' });
    expect(parseCommand(['-h'], STRATEGIES)).toEqual({ kind: 'help' });
    expect(parseCommand(['--version'], STRATEGIES)).toEqual({ kind: 'version' });
  });
});

test('the help names every option that is taken', () => {
  const entry = { about: 'about it', load: () => Promise.reject(new Error('not loaded for help')) };
  const text = helpText({ name: 'p', backend: 'b', version: '1', strategies: { one: entry, two: entry } });
  for (const name of Object.keys(OPTIONS)) expect(text).toContain(`--${name}`);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
