import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openTrees, Stopped } from '../../src/revisions/index.ts';
import { NO_MOUNT, smallDisk } from '../support/mounts.ts';
import { hasEnded, until } from '../support/processes.ts';
import { temporaryFolder } from '../support/world.ts';
import { complaint, repositoryOfTwo, treesOf } from './support.ts';

describe('checkOut', () => {
  test('a commit as it was, whatever the work tree is now', async () => {
    const { root, write, open, first } = repositoryOfTwo();
    write('a', 'three\n');
    const trees = await treesOf(await open());
    const workspace = await trees.checkOut('base-1', first);
    expect(workspace).toBe(join(trees.folder, 'base-1'));
    expect(readFileSync(join(workspace, 'a'), 'utf8')).toBe('one\n');
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('three\n');
  });

  test('the folder names its process', async () => {
    const { open } = repositoryOfTwo();
    const { folder, parent } = await treesOf(await open());
    expect(basename(folder)).toMatch(new RegExp(`^fairfetch-check-${process.pid}-\\w{6}$`));
    expect(readdirSync(parent)).toEqual([basename(folder)]);
  });

  test('of a workspace below the top, its place in the tree', async () => {
    const { root, open, first } = repositoryOfTwo();
    const trees = await treesOf(await open(join(root, 'sub')));
    expect(await trees.checkOut('base-1', first)).toBe(join(trees.folder, 'base-1', 'sub'));
  });

  test('a commit in which the workspace was not there yet', async () => {
    const { root, open, write, commit, first } = repositoryOfTwo();
    write('later/c', 'x');
    commit('later');
    const trees = await treesOf(await open(join(root, 'later')));
    expect(await complaint(trees.checkOut('base-1', first))).toMatchObject({
      code: 'base',
      message: `${first.slice(0, 7)} has no folder later/`,
    });
  });

  test('submodules are not supported', async () => {
    const { open, write, commit } = repositoryOfTwo();
    write('.gitmodules', '[submodule "x"]\n\tpath = x\n\turl = ../x\n');
    const withModules = commit('with submodules');
    const trees = await treesOf(await open());
    expect(await complaint(trees.checkOut('base-1', withModules))).toMatchObject({
      code: 'base',
      message: `${withModules.slice(0, 7)} has submodules (.gitmodules), which are not supported`,
    });
  });

  test("a commit that is not there, with git's reason", async () => {
    const { open } = repositoryOfTwo();
    const trees = await treesOf(await open());
    const { code, message } = await complaint(trees.checkOut('base-1', '1'.repeat(40)));
    expect(code).toBe('base');
    expect(message).toMatch(/^1111111 cannot be checked out in .*: invalid reference/);
  });

  test("the user's hooks are not run", async () => {
    const { root, open, first } = repositoryOfTwo();
    const hook = join(root, '.git', 'hooks', 'post-checkout');
    const ran = join(temporaryFolder(), 'ran');
    writeFileSync(hook, `#!/bin/sh\ntouch ${ran}\n`);
    chmodSync(hook, 0o755);
    const trees = await treesOf(await open());
    await trees.checkOut('base-1', first);
    expect(existsSync(ran)).toBe(false);
  });

  test.skipIf(NO_MOUNT !== null)('a disk that is full names the folder and the way out', async () => {
    const { root, open, write, commit, git } = repositoryOfTwo();
    for (let file = 0; file < 8; file += 1) write(`large-${file}`, `${file}`.repeat(200_000));
    const large = commit('large');
    const trees = await treesOf(await open(), { parent: smallDisk('size=1m') });
    expect(await complaint(trees.checkOut('base-1', large))).toEqual({
      code: 'scratch',
      message: `the trees of the check cannot be made in ${trees.folder}: no room left on the device`,
      hint: 'Make room there, or name another folder with TMPDIR=DIR in the environment.',
    });
    await trees.close();
    expect(readdirSync(trees.parent)).toEqual([]);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(readdirSync(root)).toContain('large-0');
  });

  test('a folder that is not there', async () => {
    const { open } = repositoryOfTwo();
    const parent = join(temporaryFolder(), 'nowhere');
    expect(await complaint(treesOf(await open(), { parent }))).toMatchObject({
      code: 'scratch',
      message: `the trees of the check cannot be made in ${parent}: no such file or folder`,
      hint: expect.stringContaining('TMPDIR') as string,
    });
  });
});

describe('moveTo', () => {
  test('another commit; what git ignores stays, all else is as it was committed', async () => {
    const { open, first, second } = repositoryOfTwo();
    const trees = await treesOf(await open());
    const workspace = await trees.checkOut('base-1', second);
    mkdirSync(join(workspace, 'ignored'));
    writeFileSync(join(workspace, 'ignored', 'program'), 'built');
    writeFileSync(join(workspace, 'a'), 'changed by a build\n');
    writeFileSync(join(workspace, 'stranger'), 'left by a build');
    await trees.moveTo(workspace, first);
    expect(readFileSync(join(workspace, 'a'), 'utf8')).toBe('one\n');
    expect(readFileSync(join(workspace, 'ignored', 'program'), 'utf8')).toBe('built');
    expect(existsSync(join(workspace, 'stranger'))).toBe(false);
  });

  test('to a commit that ignores nothing, and back', async () => {
    const { open, git, commit, second } = repositoryOfTwo();
    git('rm', '--quiet', '.gitignore');
    const bare = commit('ignores nothing');
    const trees = await treesOf(await open());
    const workspace = await trees.checkOut('base-1', second);
    mkdirSync(join(workspace, 'ignored'));
    writeFileSync(join(workspace, 'ignored', 'program'), 'built');
    await trees.moveTo(workspace, bare);
    expect(existsSync(join(workspace, '.gitignore'))).toBe(false);
    expect(existsSync(join(workspace, 'ignored', 'program'))).toBe(true);
  });

  test('a copy is none of git, and cannot be moved', async () => {
    const { open, first, second } = repositoryOfTwo();
    const trees = await treesOf(await open());
    const copy = await trees.copy(await trees.checkOut('base-1', first), 'base-2');
    await expect(trees.moveTo(copy, second)).rejects.toThrow(TypeError);
  });
});

describe('close', () => {
  test("leaves the user's repository and the disk as they were, and may be called twice", async () => {
    const { root, git, open, first } = repositoryOfTwo();
    const own = join(realpathSync(temporaryFolder()), 'own');
    const outOfSight = join(realpathSync(temporaryFolder()), 'out-of-sight');
    git('worktree', 'add', '--quiet', '--detach', own, first);
    git('worktree', 'add', '--quiet', '--detach', outOfSight, first);
    // On a disk that is not there just now: git would forget it if it were asked to tidy up.
    rmSync(outOfSight, { recursive: true });
    const before = [git('worktree', 'list', '--porcelain'), git('for-each-ref'), git('status', '--short')];
    const trees = await treesOf(await open());
    const workspace = await trees.checkOut('base-1', first);
    await trees.copy(workspace, 'base-2');
    expect(git('worktree', 'list')).toContain(workspace);
    await trees.close();
    await trees.close();
    expect([git('worktree', 'list', '--porcelain'), git('for-each-ref'), git('status', '--short')]).toEqual(
      before,
    );
    expect(readdirSync(trees.parent)).toEqual([]);
    expect(readdirSync(join(root, '.git', 'worktrees')).toSorted()).toEqual(['out-of-sight', 'own']);
  });

  test('afterwards nothing is made any more', async () => {
    const { open, first } = repositoryOfTwo();
    const trees = await treesOf(await open());
    await trees.close();
    await expect(trees.checkOut('base-1', first)).rejects.toThrow(Stopped);
    expect(readdirSync(trees.parent)).toEqual([]);
  });

  test('when the signal breaks off a check-out, nothing is left', async () => {
    const { git, open, write, commit } = repositoryOfTwo();
    // A filter that never ends holds git in the middle of its work.
    const begun = join(temporaryFolder(), 'begun');
    write('.gitattributes', 'slow filter=slow\n');
    write('slow', 'x');
    const slow = commit('slow');
    git('config', 'filter.slow.smudge', `echo $$ > ${begun}; exec sleep 1000`);
    const stop = new AbortController();
    const trees = await treesOf(await open(), { signal: stop.signal });
    const checkedOut = trees.checkOut('base-1', slow);
    const rejected = expect(checkedOut).rejects.toThrow(Stopped);
    const pid = Number(await until('git is at work', () => existsSync(begun) && readFileSync(begun, 'utf8')));
    stop.abort('SIGINT');
    await rejected;
    await trees.close();
    await until('the filter has ended', () => hasEnded(pid));
    expect(readdirSync(trees.parent)).toEqual([]);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  test('while something is being made it is broken off first', async () => {
    const { git, open, write, commit } = repositoryOfTwo();
    const begun = join(temporaryFolder(), 'begun');
    write('.gitattributes', 'slow filter=slow\n');
    write('slow', 'x');
    const slow = commit('slow');
    git('config', 'filter.slow.smudge', `touch ${begun}; exec sleep 1000`);
    const trees = await treesOf(await open());
    const rejected = expect(trees.checkOut('base-1', slow)).rejects.toThrow(Stopped);
    while (!existsSync(begun)) await sleep(10);
    await trees.close();
    await rejected;
    expect(readdirSync(trees.parent)).toEqual([]);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  test('of two at once, each closes its own', async () => {
    const { open, first, second } = repositoryOfTwo();
    const repository = await open();
    const one = await treesOf(repository);
    const workspace = await one.checkOut('base-1', first);
    const other = await openTrees(repository, {
      parent: one.parent,
      env: process.env,
      signal: new AbortController().signal,
    });
    await other.checkOut('base-1', second);
    await other.close();
    expect(readFileSync(join(workspace, 'a'), 'utf8')).toBe('one\n');
    expect(readdirSync(one.parent)).toEqual([basename(one.folder)]);
  });

  test('below a folder with an odd name', async () => {
    const { git, open, first } = repositoryOfTwo();
    const parent = join(realpathSync(temporaryFolder()), 'ä "b" c');
    mkdirSync(parent);
    const trees = await treesOf(await open(), { parent });
    const workspace = await trees.checkOut('base-1', first);
    expect(readdirSync(await trees.copy(workspace, 'base-2')).toSorted()).toEqual(['.gitignore', 'a', 'sub']);
    await trees.close();
    expect(readdirSync(parent)).toEqual([]);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  test('from a work tree that is itself one of several', async () => {
    const { git, open, first, second } = repositoryOfTwo();
    const linked = join(realpathSync(temporaryFolder()), 'linked');
    git('worktree', 'add', '--quiet', '--detach', linked, first);
    const before = git('worktree', 'list');
    const trees = await treesOf(await open(linked));
    expect(readFileSync(join(await trees.checkOut('base-1', second), 'a'), 'utf8')).toBe('two\n');
    await trees.close();
    expect(git('worktree', 'list')).toBe(before);
  });
});
