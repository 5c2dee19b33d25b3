import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRepository } from '../../src/revisions/index.ts';
import { gitState } from '../../src/store/git-state.ts';
import { temporaryFolder } from '../support/world.ts';
import { complaint, emptyRepository, gitIn, repositoryOfTwo } from './support.ts';

describe('openRepository', () => {
  test('at the top, clean', async () => {
    const { root, second, open } = repositoryOfTwo();
    expect(await open()).toMatchObject({
      top: root,
      prefix: '',
      head: second,
      isShallow: false,
      changes: null,
    });
  });

  test('a workspace below the top', async () => {
    const { root, open } = repositoryOfTwo();
    expect(await open(join(root, 'sub'))).toMatchObject({ top: root, prefix: 'sub/' });
  });

  test('a dirty tree has the digest that the provenance has', async () => {
    const { root, write, open } = repositoryOfTwo();
    write('a', 'three\n');
    const { changes } = await open();
    expect(changes).not.toBeNull();
    expect(changes).toBe((await gitState(root, process.env)).value?.changes);
    write('sub/new', 'new\n');
    expect((await open()).changes).not.toBe(changes);
  });

  test('a shallow clone says so', async () => {
    const { root } = repositoryOfTwo();
    const clone = join(temporaryFolder(), 'clone');
    gitIn(root, 'clone', '--quiet', '--depth', '1', `file://${root}`, clone);
    expect(await openRepository(clone, process.env)).toMatchObject({ isShallow: true });
  });

  test('variables of a git hook do not lead to another repository', async () => {
    const { root, second } = repositoryOfTwo();
    const other = emptyRepository();
    const env = { ...process.env, GIT_DIR: join(other.root, '.git'), GIT_WORK_TREE: other.root };
    expect(await openRepository(root, env)).toMatchObject({ top: root, head: second });
  });

  test('no git', async () => {
    const { root } = repositoryOfTwo();
    expect(await complaint(openRepository(root, { PATH: temporaryFolder() }))).toEqual({
      code: 'revision',
      message: `${root} has no revisions to compare: git was not found`,
      hint: 'Install git, or put its folder into PATH.',
    });
  });

  test('no repository', async () => {
    const folder = temporaryFolder();
    const { code, message, hint } = await complaint(openRepository(folder, process.env));
    expect(code).toBe('revision');
    expect(message).toContain(`${folder} has no revisions to compare: not a git repository`);
    expect(hint).toContain('clone');
  });

  test('no commit', async () => {
    const { root, open } = emptyRepository();
    mkdirSync(join(root, 'x'));
    expect(await complaint(open())).toEqual({
      code: 'revision',
      message: `the repository of ${root} has no commit yet`,
      hint: 'Commit what is to be the base first.',
    });
  });
});
