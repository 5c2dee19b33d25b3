import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variant } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { discoverBackends } from '../../src/backends/index.ts';
import type { Probe } from '../../src/backends/types.ts';
import { fakeManifest, fakeVariant, workspace } from '../support/workspace.ts';

const ANSWERS: Probe = () => Promise.resolve({ state: 'answered', text: 'Thing 3.11.7\n' });

function discover(root: string, probe: Probe = ANSWERS) {
  return discoverBackends(root, process.env, probe);
}

describe('discoverBackends', () => {
  test('finds manifests below the root, below packages and below peers, in the order of their paths', async () => {
    const root = workspace({
      zebra: fakeManifest({ name: 'zebra' }),
      'packages/ant': fakeManifest({ name: 'ant' }),
      bear: fakeManifest({ name: 'bear' }),
      'peers/cat': fakeManifest({ name: 'cat' }),
      // Too deep, or not ours.
      'packages/ant/deeper': fakeManifest({ name: 'deeper' }),
      'node_modules/dog': fakeManifest({ name: 'dog' }),
      '.hidden': fakeManifest({ name: 'hidden' }),
    });
    const { variants, skipped } = await discover(root);
    expect(variants.map(({ id }) => id)).toEqual(['bear/good', 'ant/good', 'cat/good', 'zebra/good']);
    expect(variants[1]?.folder).toBe(join(root, 'packages/ant'));
    expect(skipped).toEqual([]);
  });

  test.each<[about: string, manifest: string, reason: RegExp]>([
    ['not JSON', '{"contract": 1', /broken\/backend.json is not a manifest: not JSON/],
    ['against the schema', JSON.stringify({ ...fakeManifest(), speed: 9 }), /unknown field speed/],
    [
      'an empty command',
      JSON.stringify(fakeManifest({ variants: [fakeVariant('good', { command: [] as never })] })),
      /variants\/0\/command must NOT have fewer than 1 items/,
    ],
    [
      'two variants of one name',
      JSON.stringify(fakeManifest({ variants: [fakeVariant('good'), fakeVariant('good')] })),
      /two variants called good/,
    ],
    [
      'a name that is taken',
      JSON.stringify(fakeManifest({ name: 'a-whole' })),
      /takes the name a-whole, which a-whole\/backend.json has/,
    ],
  ])('a broken manifest (%s) is skipped by name, and the others go on', async (_, broken, reason) => {
    const root = workspace({ 'a-whole': fakeManifest({ name: 'a-whole' }), broken });
    const { variants, skipped } = await discover(root);
    expect(variants.map(({ id }) => id)).toEqual(['a-whole/good']);
    expect(skipped).toEqual([{ variant: 'broken', reason: expect.stringMatching(reason) as string }]);
  });

  test('a backend.json that is a folder is skipped with the reason', async () => {
    const root = workspace({});
    mkdirSync(join(root, 'odd', 'backend.json'), { recursive: true });
    expect((await discover(root)).skipped).toEqual([
      { variant: 'odd', reason: 'odd/backend.json cannot be read: it is a folder' },
    ]);
  });

  test('a need that is not met skips every variant of that backend, with the reason', async () => {
    const needs = fakeManifest({
      name: 'needy',
      needs: [{ command: ['thing', '--version'], atLeast: '3.12' }],
      variants: [fakeVariant('good'), fakeVariant('hang')],
    });
    const { variants, skipped, tools } = await discover(workspace({ needy: needs, fine: fakeManifest() }));
    expect(variants.map(({ id }) => id)).toEqual(['fake/good']);
    const reason = 'needs thing (at least 3.12), found 3.11.7';
    expect(skipped).toEqual([
      { variant: 'needy/good', reason },
      { variant: 'needy/hang', reason },
    ]);
    expect(tools).toEqual({});
  });

  test('what a met need printed is kept', async () => {
    const manifest = fakeManifest({ needs: [{ command: ['thing', '--version'], atLeast: '3.10' }] });
    expect((await discover(workspace({ fake: manifest }))).tools).toEqual({
      'fake: thing --version': 'Thing 3.11.7',
    });
  });

  test.each<[command: [string, ...string[]], reason: string]>([
    [['.venv/bin/thing', 'x'], 'not built (.venv/bin/thing is missing): run `npx nx run some_folder:build`'],
    [['no-such-program-anywhere'], 'no-such-program-anywhere was not found in PATH'],
    [['/no/such/program'], '/no/such/program is missing'],
  ])('the program of %j is not there', async (command, reason) => {
    const manifest = fakeManifest({ variants: [fakeVariant('good', { command })] });
    const { skipped } = await discover(workspace({ some_folder: manifest }));
    expect(skipped).toEqual([{ variant: 'fake/good', reason }]);
  });

  test('a peer is held to no level; one whose command cannot be filled in is skipped by name', async () => {
    const { level: _level, ...shared } = fakeVariant('good');
    const peer = { ...shared, interface: 'native', input: 'curl-config' } as const;
    const puzzling: Variant = { ...peer, name: 'puzzling', command: [process.execPath, '{jobs}'] };
    const manifest = fakeManifest({ variants: [peer, puzzling] });
    const { variants, skipped } = await discover(workspace({ 'peers/fake': manifest }));
    expect(variants).toMatchObject([{ id: 'fake/good', level: null, input: 'curl-config' }]);
    expect(skipped).toEqual([
      { variant: 'fake/puzzling', reason: expect.stringContaining('its command has {jobs}') as string },
    ]);
  });

  test('braces mean nothing to who speaks the contract', async () => {
    const variant = fakeVariant('good', { command: [process.execPath, '{jobs}'] });
    const { variants } = await discover(workspace({ fake: fakeManifest({ variants: [variant] }) }));
    expect(variants).toMatchObject([{ level: 'races', input: null, command: [process.execPath, '{jobs}'] }]);
  });

  test('a program of the workspace is found before any other', async () => {
    const root = workspace({
      fake: fakeManifest({ variants: [fakeVariant('good', { command: ['own-program'] })] }),
    });
    const bin = join(root, 'node_modules', '.bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'own-program'), '');
    chmodSync(join(bin, 'own-program'), 0o755);
    expect((await discover(root)).variants.map(({ id }) => id)).toEqual(['fake/good']);
  });
});
