import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildTree } from '../../src/revisions/index.ts';
import { hasEnded, until } from '../support/processes.ts';
import { temporaryFolder } from '../support/world.ts';
import { manifest } from './support.ts';

/** A workspace that is no repository: a build does not ask git. */
function workspace(files: Readonly<Record<string, string>> = {}) {
  const root = realpathSync(temporaryFolder());
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text, { mode: 0o755 });
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const read = (name: string): string => readFileSync(join(root, name), 'utf8');
  const said: string[] = [];
  const build = (
    backends: readonly string[],
    { env = process.env, signal = new AbortController().signal } = {},
  ) => buildTree(root, backends, { env, signal, say: (line) => said.push(line) });
  return { root, write, read, said, build };
}

describe("by the manifests' own commands", () => {
  test('setup, then build, each in its folder, and only of those that are named', async () => {
    const { build, read, root, said } = workspace({
      'one/backend.json': manifest('one', {
        setup: [['sh', '-c', 'echo setup >> done']],
        build: [
          ['sh', '-c', 'echo build >> done'],
          ['sh', '-c', 'pwd >> done'],
        ],
      }),
      'packages/two/backend.json': manifest('two', { build: [['touch', 'done']] }),
      'three/backend.json': manifest('three', { build: [['touch', 'done']] }),
    });
    expect(await build(['one', 'packages/two'])).toEqual({ state: 'built' });
    expect(read('one/done')).toBe(`setup\nbuild\n${root}/one\n`);
    expect(existsSync(join(root, 'packages/two/done'))).toBe(true);
    expect(existsSync(join(root, 'three/done'))).toBe(false);
    expect(said).toEqual([
      'one: sh -c echo setup >> done',
      'one: sh -c echo build >> done',
      'one: sh -c pwd >> done',
      'packages/two: touch done',
    ]);
  });

  test('one that fails ends it, with the last lines it printed', async () => {
    const loud = 'for n in $(seq 100); do echo line $n; done; echo and this >&2; exit 7';
    const { build, root } = workspace({
      'one/backend.json': manifest('one', {
        build: [
          ['sh', '-c', loud],
          ['touch', 'after'],
        ],
      }),
      'two/backend.json': manifest('two', { build: [['touch', 'done']] }),
    });
    const outcome = await build(['one', 'two']);
    expect(outcome).toMatchObject({ state: 'failed', step: `one: sh -c ${loud}` });
    const log = outcome.state === 'failed' ? outcome.log : [];
    expect(log).toHaveLength(40);
    expect(log).toContain('line 100');
    expect(log).toContain('and this');
    expect(log).not.toContain('line 50');
    expect(log.at(-1)).toBe('sh ended with exit code 7');
    expect(existsSync(join(root, 'one/after'))).toBe(false);
    expect(existsSync(join(root, 'two/done'))).toBe(false);
  });

  test('a program that is not there', async () => {
    const { build } = workspace({
      'one/backend.json': manifest('one', { build: [['no-such-program', 'x']] }),
    });
    expect(await build(['one'])).toEqual({
      state: 'failed',
      step: 'one: no-such-program x',
      log: ['no-such-program was not found'],
    });
  });

  test('a program that is killed', async () => {
    const { build } = workspace({
      'one/backend.json': manifest('one', { build: [['sh', '-c', 'kill -9 $$']] }),
    });
    expect(await build(['one'])).toMatchObject({ state: 'failed', log: ['sh was ended by SIGKILL'] });
  });

  test('a backend whose needs are not met is left out, as everywhere, and the others go on', async () => {
    const needs = [{ command: ['no-such-program', '--version'] }];
    const { build, said, root } = workspace({
      'one/backend.json': manifest('one', { needs, build: [['touch', 'done']] }),
      'two/backend.json': manifest('two', { build: [['touch', 'done']] }),
    });
    expect(await build(['one', 'two'])).toEqual({ state: 'built' });
    expect(said[0]).toMatch(/^one is not built: needs no-such-program: .* was not found$/);
    expect(existsSync(join(root, 'one/done'))).toBe(false);
    expect(existsSync(join(root, 'two/done'))).toBe(true);
  });

  test.each([
    ['is not there', {}, 'there is no one/backend.json'],
    ['is broken', { 'one/backend.json': '{}' }, 'one/backend.json is not a manifest: '],
  ])('a manifest that %s', async (_, files, reason) => {
    const outcome = await workspace(files).build(['one']);
    expect(outcome).toMatchObject({ state: 'failed', step: 'one' });
    expect(outcome.state === 'failed' && outcome.log[0]).toContain(reason);
  });

  test('none is built where none is named', async () => {
    expect(await workspace().build([])).toEqual({ state: 'built' });
  });
});

describe('stopped', () => {
  const HANG = 'sleep 1000 & echo $! > child; echo $$ > self; wait';

  test('in the middle: it and what it started are killed', async () => {
    const { build, root, read } = workspace({
      'one/backend.json': manifest('one', {
        build: [
          ['sh', '-c', HANG],
          ['touch', 'after'],
        ],
      }),
    });
    const stop = new AbortController();
    const outcome = build(['one'], { signal: stop.signal });
    await until('it has begun', () => existsSync(join(root, 'one/self')) && read('one/self') !== '');
    const pids = [read('one/self'), read('one/child')].map(Number);
    expect(pids.map(hasEnded)).toEqual([false, false]);
    stop.abort('SIGINT');
    expect(await outcome).toEqual({ state: 'stopped' });
    for (const pid of pids) await until(`${pid} has ended`, () => hasEnded(pid));
    expect(existsSync(join(root, 'one/after'))).toBe(false);
  });

  test('one that does not listen is killed all the same', async () => {
    const deaf = `trap '' TERM; ${HANG}; sleep 1000`;
    const { build, root, read } = workspace({
      'one/backend.json': manifest('one', { build: [['sh', '-c', deaf]] }),
    });
    const stop = new AbortController();
    const outcome = build(['one'], { signal: stop.signal });
    await until('it has begun', () => existsSync(join(root, 'one/self')) && read('one/self') !== '');
    stop.abort('SIGINT');
    expect(await outcome).toEqual({ state: 'stopped' });
    await until('it has ended', () => hasEnded(Number(read('one/self'))));
  });

  test('before it began: nothing is started', async () => {
    const { build, root, said } = workspace({
      'one/backend.json': manifest('one', { build: [['touch', 'done']] }),
    });
    expect(await build(['one'], { signal: AbortSignal.abort('SIGINT') })).toEqual({ state: 'stopped' });
    expect(existsSync(join(root, 'one/done'))).toBe(false);
    expect(said).toEqual([]);
  });
});

describe('a server in the background', () => {
  test('does not outlive the step that started it, though it holds its output and has a session of its own', async () => {
    const daemon = 'setsid sh -c "echo \\$\\$ > daemon; exec sleep 1000" & while ! [ -s daemon ]; do :; done';
    const { build, read } = workspace({
      'one/backend.json': manifest('one', { build: [['sh', '-c', daemon]] }),
    });
    expect(await build(['one'])).toEqual({ state: 'built' });
    await until('it has ended', () => hasEnded(Number(read('one/daemon'))));
  });
});

/** Stands for npm on PATH and writes down how it was called: that takes no network, and no time. */
function withNpm(script: string) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
}

describe('packages', () => {
  const LOCK = '{"lockfileVersion":3,"packages":{}}';
  const STAMP = createHash('sha256').update(LOCK).digest('hex');

  test('are installed from the lock, once', async () => {
    const made = workspace({ 'package-lock.json': LOCK });
    const env = withNpm('echo "$@" >> calls; pwd >> calls; mkdir -p node_modules');
    expect(await made.build([], { env })).toEqual({ state: 'built' });
    expect(made.read('calls')).toBe(`ci --no-audit --no-fund --loglevel=error\n${made.root}\n`);
    expect(made.read('node_modules/.fairfetch-lock')).toBe(STAMP);
    await made.build([], { env });
    expect(made.said).toEqual(['npm ci']);
  });

  test('again when the lock is another', async () => {
    const made = workspace({ 'package-lock.json': LOCK, 'node_modules/.fairfetch-lock': STAMP });
    const env = withNpm('echo called >> calls');
    await made.build([], { env });
    expect(existsSync(join(made.root, 'calls'))).toBe(false);
    made.write('package-lock.json', `${LOCK}\n`);
    await made.build([], { env });
    expect(made.read('calls')).toBe('called\n');
    expect(made.read('node_modules/.fairfetch-lock')).not.toBe(STAMP);
  });

  test('that cannot be installed end the build and leave no stamp', async () => {
    const made = workspace({
      'package-lock.json': LOCK,
      'one/backend.json': manifest('one', { build: [['touch', 'done']] }),
    });
    const env = withNpm('mkdir -p node_modules; echo "npm error no such version" >&2; exit 1');
    const outcome = await made.build(['one'], { env });
    expect(outcome).toMatchObject({ state: 'failed', step: 'npm ci' });
    expect(outcome.state === 'failed' && outcome.log[0]).toBe('npm error no such version');
    expect(existsSync(join(made.root, 'node_modules/.fairfetch-lock'))).toBe(false);
    expect(existsSync(join(made.root, 'one/done'))).toBe(false);
  });
});

describe('with Nx', () => {
  test("the workspace's own, as its package names it, builds the projects of these folders", async () => {
    const made = workspace({
      'nx.json': '{}',
      'node_modules/nx/package.json': '{"bin":{"nx":"./somewhere/nx.cjs"}}',
      'node_modules/nx/somewhere/nx.cjs': `
        const { NX_DAEMON, NX_WORKSPACE_ROOT_PATH } = process.env;
        const told = { args: process.argv.slice(2), cwd: process.cwd(), NX_DAEMON, NX_WORKSPACE_ROOT_PATH };
        require('node:fs').writeFileSync('told.json', JSON.stringify(told));`,
      'packages/one/backend.json': manifest('one', { build: [['touch', 'done']] }),
    });
    const env = { ...process.env, NX_WORKSPACE_ROOT_PATH: '/elsewhere', NX_DAEMON: 'true' };
    expect(await made.build(['packages/one', 'two'], { env })).toEqual({ state: 'built' });
    expect(JSON.parse(made.read('told.json'))).toEqual({
      args: ['run-many', '-t', 'build', '-p', 'one,two', '--output-style=stream'],
      cwd: made.root,
      NX_DAEMON: 'false',
    });
    expect(existsSync(join(made.root, 'packages/one/done'))).toBe(false);
  });

  test('that is not installed', async () => {
    expect(await workspace({ 'nx.json': '{}' }).build(['one'])).toEqual({
      state: 'failed',
      step: 'nx run-many -t build -p one',
      log: ['node_modules/nx is not installed'],
    });
  });
});
