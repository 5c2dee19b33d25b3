import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONFIG_FILE, resolveCheck } from '../../src/check/config.ts';
import { readCommandLine, type CheckOptions } from '../../src/options.ts';
import { temporaryFolder } from '../support/world.ts';

function options(...args: readonly string[]): CheckOptions {
  const invocation = readCommandLine(['check', '--base', 'main', ...args]);
  if (invocation.state !== 'check') throw new TypeError(`it is ${invocation.state}`);
  return invocation.options;
}

function workspaceWith(config: object | string | null): string {
  const root = temporaryFolder();
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  if (config !== null) writeFileSync(join(root, CONFIG_FILE), text);
  return root;
}

describe('resolveCheck', () => {
  test('without a config and without options', async () => {
    expect(await resolveCheck(options(), workspaceWith(null))).toEqual({
      scenarios: ['seed'],
      only: [],
      budget: { seconds: 60, blocks: null },
      metrics: [],
      thresholds: {},
      conformance: true,
      inconclusive: 'pass',
    });
  });

  test('a config is taken over, and its scenario files are beside it', async () => {
    const root = workspaceWith({
      scenarios: ['small', './own/brief.json'],
      only: ['a/*'],
      budgetSeconds: 120,
      blocks: 50,
      metrics: ['time', 'memory'],
      thresholds: { time: 0.1 },
      conformance: false,
      inconclusive: 'fail',
    });
    expect(await resolveCheck(options(), root)).toEqual({
      scenarios: ['small', join(root, 'own/brief.json')],
      only: ['a/*'],
      budget: { seconds: 120, blocks: 50 },
      metrics: ['time', 'memory'],
      thresholds: { time: 0.1 },
      conformance: false,
      inconclusive: 'fail',
    });
  });

  test('the command line has the last word', async () => {
    const root = workspaceWith({
      scenarios: ['small'],
      budgetSeconds: 120,
      only: ['a'],
      inconclusive: 'fail',
    });
    const run = ['--scenario', 'seed', '--blocks', '9', '--only', 'b', '--metric', 'cpu'];
    const said = options(...run, '--inconclusive', 'pass', '--skip-conformance');
    expect(await resolveCheck(said, root)).toMatchObject({
      scenarios: ['seed'],
      only: ['b'],
      budget: { seconds: null, blocks: 9 },
      metrics: ['cpu'],
      conformance: false,
      inconclusive: 'pass',
    });
  });

  test('another file may be named', async () => {
    const root = workspaceWith({ scenarios: ['small'] });
    const folder = join(root, 'ci');
    mkdirSync(folder);
    writeFileSync(join(folder, 'gate.json'), JSON.stringify({ scenarios: ['./s.json'] }));
    const resolved = await resolveCheck(options('--config', join(folder, 'gate.json')), root);
    expect(resolved.scenarios).toEqual([join(folder, 's.json')]);
  });

  test.each<[string, object | string, RegExp]>([
    ['an unknown key', { scenarios: ['seed'], treshold: 1 }, /unknown field treshold/],
    ['a threshold in per cent', { scenarios: ['seed'], thresholds: { time: 5 } }, /thresholds\/time/],
    [
      'a threshold for a count',
      { scenarios: ['seed'], thresholds: { requests: 0.1 } },
      /unknown field requests/,
    ],
    ['no scenario', { scenarios: [] }, /scenarios/],
    ['what is no JSON', '{', /not JSON/],
  ])('%s is refused by name', async (_about, config, message) => {
    await expect(resolveCheck(options(), workspaceWith(config))).rejects.toMatchObject({
      code: 'config',
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  test('a file that is named and not there is refused', async () => {
    await expect(
      resolveCheck(options('--config', '/nowhere.json'), workspaceWith(null)),
    ).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/nowhere\.json cannot be read/),
    });
  });
});

describe('the command line of check', () => {
  test.each<[readonly string[], RegExp]>([
    [[], /needs something to check against/],
    [['--base', 'x', '--a', 'y', '--b', 'z'], /only one of/],
    [['--a', 'y'], /go together/],
    [['--a', 'y', '--b', 'z', '--only', 'rust'], /--only has nothing to do with --a and --b/],
    [['--baseline', 'f', '--budget', '5s'], /--budget has nothing to do with --baseline/],
    [['--record', 'f', '--inconclusive', 'pass'], /--inconclusive has nothing to do with --record/],
    [['--base', 'x', '--metric', 'speed'], /--metric takes time, cpu/],
    [['--base', 'x', '--shard', '1/2'], /--shard needs --seed/],
    [['--base', 'x', '--blocks', '0'], /--blocks takes a whole number/],
    [['--base', ''], /--base takes REF, not an empty word/],
  ])('%j is refused', (args, message) => {
    expect(() => readCommandLine(['check', ...args])).toThrow(message);
  });

  test('a budget goes with a shard: lanes are whole in it', () => {
    expect(options('--shard', '2/3', '--seed', '4', '--budget', '2m')).toMatchObject({
      shard: { index: 2, of: 3 },
      seed: 4,
      budgetS: 120,
    });
  });
});
