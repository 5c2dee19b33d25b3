import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_MOUNT, smallDisk } from '../support/mounts.ts';
import { complaint, repositoryOfTwo, treesOf } from './support.ts';

/** A tree with what a build may leave. */
async function built() {
  const { root, open, first } = repositoryOfTwo();
  const trees = await treesOf(await open(join(root, 'sub')));
  const workspace = await trees.checkOut('base-1', first);
  const top = join(workspace, '..');
  mkdirSync(join(top, 'ignored', 'empty'), { recursive: true });
  writeFileSync(join(top, 'ignored', 'program'), 'x'.repeat(100_000));
  chmodSync(join(top, 'ignored', 'program'), 0o750);
  utimesSync(join(top, 'ignored', 'program'), 1_000_000_000, 1_000_000_000);
  symlinkSync('../a', join(top, 'ignored', 'link'));
  symlinkSync('nowhere', join(top, 'ignored', 'dangling'));
  writeFileSync(join(top, '-odd name'), 'odd');
  return { trees, workspace, top };
}

function names(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true }).map(String).toSorted();
}

describe('copy', () => {
  test('all there is, byte for byte, but for .git', async () => {
    const { trees, workspace, top } = await built();
    const copy = await trees.copy(workspace, 'base-2');
    expect(copy).toBe(join(trees.folder, 'base-2', 'sub'));
    const there = join(trees.folder, 'base-2');
    expect(names(there)).toEqual(names(top).filter((name) => name !== '.git'));
    expect(names(there)).toContain('-odd name');
    expect(readFileSync(join(there, 'ignored/program'), 'utf8')).toBe('x'.repeat(100_000));
    expect(statSync(join(there, 'ignored/program'))).toMatchObject({ mode: 0o100_750, mtimeMs: 1e12 });
    expect(readlinkSync(join(there, 'ignored/link'))).toBe('../a');
    expect(readlinkSync(join(there, 'ignored/dangling'))).toBe('nowhere');
  });

  test('no file is the same on the disk', async () => {
    const { trees, workspace, top } = await built();
    await trees.copy(workspace, 'base-2');
    for (const name of ['a', 'sub/b', 'ignored/program', '-odd name']) {
      const [one, other] = [top, join(trees.folder, 'base-2')].map((folder) => lstatSync(join(folder, name)));
      expect([one?.dev, one?.ino]).not.toEqual([other?.dev, other?.ino]);
      expect(other?.nlink).toBe(1);
    }
  });

  test('again under the same name, only what is there now', async () => {
    const { trees, workspace } = await built();
    const copy = await trees.copy(workspace, 'base-2');
    writeFileSync(join(copy, 'stranger'), '');
    await trees.copy(workspace, 'base-2');
    expect(readdirSync(copy)).toEqual(['b']);
  });

  test.skipIf(NO_MOUNT !== null)('a disk that is full', async () => {
    const { open, write, commit } = repositoryOfTwo();
    write('large', 'x'.repeat(700_000));
    const large = commit('large');
    const trees = await treesOf(await open(), { parent: smallDisk('size=1m') });
    const workspace = await trees.checkOut('base-1', large);
    expect(await complaint(trees.copy(workspace, 'base-2'))).toMatchObject({
      code: 'scratch',
      message: `the trees of the check cannot be made in ${trees.folder}: no room left on the device`,
    });
  });

  test('a tree that is not there', async () => {
    const { open } = repositoryOfTwo();
    const trees = await treesOf(await open());
    const from = join(trees.folder, 'nobody');
    expect(await complaint(trees.copy(from, 'base-2'))).toMatchObject({
      code: 'base',
      message: `${from} cannot be copied: no such file or folder`,
    });
  });
});
