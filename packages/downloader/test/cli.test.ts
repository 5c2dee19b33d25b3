import { describe, expect, test } from 'vitest';
import { OPTIONS, parseCommand, UsageError, type RunOptions } from '../src/cli.ts';
import { helpText } from '../src/help.ts';

const STRATEGIES = ['one', 'two'];
const DEFAULTS: RunOptions = {
  urls: ['http://h/a'],
  input: undefined,
  dir: 'downloads',
  concurrency: 10,
  cacert: undefined,
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
    [['--json=yes', 'u'], /--json takes no value/u],
  ])('%j is refused', (words, message) => {
    expect(() => options(...words)).toThrow(UsageError);
    expect(() => options(...words)).toThrow(message);
  });

  test.each(Object.entries(OPTIONS).filter(([, { kind }]) => kind === 'later'))(
    '--%s belongs to a higher level',
    (name) => {
      expect(() => options(`--${name}`, 'u')).toThrow(
        new RegExp(`^--${name} needs level (downloads|trusted); this variant is at level races$`, 'u'),
      );
      expect(() => options(`--${name}=1`, 'u')).toThrow(UsageError);
    },
  );

  test('help goes before whatever else is wrong after it, and version before a run', () => {
    expect(parseCommand(['--help', '--nope'], STRATEGIES)).toEqual({ kind: 'help' });
    expect(parseCommand(['-h'], STRATEGIES)).toEqual({ kind: 'help' });
    expect(parseCommand(['--version'], STRATEGIES)).toEqual({ kind: 'version' });
  });
});

test('the help names every option that is taken, and none that is not', () => {
  const entry = { about: 'about it', load: () => Promise.reject(new Error('not loaded for help')) };
  const text = helpText({ name: 'p', backend: 'b', version: '1', strategies: { one: entry, two: entry } });
  for (const [name, { kind }] of Object.entries(OPTIONS)) {
    expect(text.includes(`--${name}`)).toBe(kind !== 'later');
  }
  expect(text).toContain('one of those below (default: one)');
  expect(text).toMatch(/^Strategies:\n  one {16}  about it\n  two {16}  about it$/mu);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});
