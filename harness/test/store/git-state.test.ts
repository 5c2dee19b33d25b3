import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitState } from '../../src/store/git-state.ts';
import { writeResults, plannedSession } from '../support/results.ts';
import { temporaryFolder } from '../support/world.ts';

/** A checkout with one committed file, `a`. */
function checkout() {
  const root = temporaryFolder();
  const git = (...args: readonly string[]): void => {
    const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.org'];
    execFileSync('git', [...who, ...args], { cwd: root, stdio: 'pipe' });
  };
  git('init', '--quiet');
  writeFileSync(join(root, 'a'), 'one\n');
  writeFileSync(join(root, '.gitignore'), 'ignored/\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'x');
  const write = (name: string, text: string): void => writeFileSync(join(root, name), text);
  const state = async () => (await gitState(root, process.env)).value;
  const changes = async () => (await state())?.changes;
  return { root, git, write, state, changes };
}

describe('gitState', () => {
  test('as it was committed', async () => {
    const { state } = checkout();
    expect(await state()).toEqual({
      revision: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      dirty: false,
      changes: null,
    });
  });

  test('changed, and changed otherwise, are two states; changed back is none', async () => {
    const { write, changes, state, git } = checkout();
    write('a', 'two\n');
    const two = await changes();
    expect(await state()).toMatchObject({ dirty: true, changes: expect.any(String) as string });
    git('add', 'a');
    expect(await changes()).toBe(two);
    write('a', 'three\n');
    expect(await changes()).not.toBe(two);
    write('a', 'one\n');
    expect(await changes()).toBeNull();
  });

  test('a new file counts, by its name and what is in it', async () => {
    const { write, changes } = checkout();
    write('b', 'x');
    const first = await changes();
    write('b', 'y');
    const second = await changes();
    write('c', 'y');
    expect(new Set([null, first, second, await changes()]).size).toBe(4);
  });

  test('what is ignored does not count, and no more do results', async () => {
    const { root, write, changes } = checkout();
    mkdirSync(join(root, 'ignored'));
    write('ignored/x', 'x');
    writeResults(plannedSession(), [], join(root, 'shard-1'));
    mkdirSync(join(root, 'just-begun'));
    write('just-begun/runs.jsonl', '');
    expect(await changes()).toBeNull();
    write('shard-2', 'a file');
    expect(await changes()).not.toBeNull();
  });

  test('a file that is deleted', async () => {
    const { root, changes } = checkout();
    rmSync(join(root, 'a'));
    expect(await changes()).not.toBeNull();
  });

  test('a folder that is no checkout, with the reason', async () => {
    expect(await gitState(temporaryFolder(), process.env)).toEqual({
      value: null,
      why: expect.stringMatching(/^git cannot tell: fatal: not a git repository/) as string,
    });
  });

  test('no git at all', async () => {
    const state = await gitState(checkout().root, { PATH: '/nowhere' });
    expect(state).toEqual({ value: null, why: expect.stringMatching(/git cannot tell: .*ENOENT/) as string });
  });
});
