import { join } from 'node:path';
import { check } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { openRepository, resolveRevision, resolveSides } from '../../src/revisions/index.ts';
import { temporaryFolder } from '../support/world.ts';
import { complaint, gitIn, repositoryOfTwo } from './support.ts';

/** Of the tips of `main`, where it is checked out, and `mine`, which have parted. */
function shallow() {
  const { root, git, commit } = repositoryOfTwo();
  git('checkout', '--quiet', '-b', 'mine');
  commit('my own');
  git('checkout', '--quiet', 'main');
  commit('of others');
  const clone = join(temporaryFolder(), 'clone');
  gitIn(root, 'clone', '--quiet', '--depth', '1', '--no-single-branch', `file://${root}`, clone);
  return clone;
}

/** What the schema of a session has against its sides. */
function complaints(sides: unknown): readonly string[] {
  const checked = check('check-session', sides);
  const problems = checked.state === 'invalid' ? checked.problems : [];
  // The rest of a session is missing and complained about.
  return problems.filter((problem) => /base|candidate/.test(problem) && !problem.includes('onlyBase'));
}

describe('resolveSides', () => {
  test('an ancestor is the base as it is named', async () => {
    const { open, first, second } = repositoryOfTwo();
    const { base, candidate, relation } = await resolveSides(await open(), 'HEAD~1');
    expect(relation).toBe('differs');
    expect(base).toEqual({
      name: 'HEAD~1',
      revision: first,
      committedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/) as string,
      subject: 'the first',
      changes: null,
      command: null,
    });
    expect(candidate).toMatchObject({
      name: 'the work tree',
      revision: second,
      subject: 'the second',
      changes: null,
    });
  });

  test('HEAD itself is the same, as long as nothing is changed', async () => {
    const { open, write } = repositoryOfTwo();
    expect((await resolveSides(await open(), 'main')).relation).toBe('same');
    write('a', 'three\n');
    const { base, candidate, relation } = await resolveSides(await open(), 'main');
    expect(relation).toBe('differs');
    expect(base.revision).toBe(candidate.revision);
    expect(base.changes).toBeNull();
    expect(candidate.changes).toMatch(/^[0-9a-f]{12}$/);
  });

  test('a branch that went on is met where the two parted, and the name says so', async () => {
    const { open, git, commit, second } = repositoryOfTwo();
    git('checkout', '--quiet', '-b', 'mine');
    commit('my own');
    git('checkout', '--quiet', 'main');
    commit('of others');
    git('checkout', '--quiet', 'mine');
    expect((await resolveSides(await open(), 'main')).base).toMatchObject({
      name: `main (merge base ${second.slice(0, 7)})`,
      revision: second,
      subject: 'the second',
    });
  });

  test('an odd subject stays what it is, and so does the moment', async () => {
    const { open, git } = repositoryOfTwo();
    git('commit', '--quiet', '--allow-empty', '-m', 'ünïcode "quoted"\n\nbody');
    const { candidate } = await resolveSides(await open(), 'HEAD~1');
    expect(candidate.subject).toBe('ünïcode "quoted"');
    expect(new Date(candidate.committedAt ?? '').getTime()).toBe(
      1000 * Number(git('show', '-s', '--format=%ct')),
    );
  });

  test.each([
    ['nowhere', 'nowhere is no revision to compare with: git knows no such branch, tag or commit here'],
    ['main..HEAD', 'main..HEAD is no revision to compare with: git knows no such branch, tag or commit here'],
    ['HEAD:a', 'HEAD:a is no revision to compare with: it is not a commit'],
    ['--all', '--all is no revision: it looks like an option'],
    ['-', '- is no revision: it looks like an option'],
    ['', 'the revision has no name'],
    [
      '1234567890123456789012345678901234567890',
      '1234567890123456789012345678901234567890 is no revision to compare with: git knows no such branch, tag or commit here',
    ],
  ])('no revision: %j', async (ref, message) => {
    const { open } = repositoryOfTwo();
    const repository = await open();
    const expected = { code: 'revision', message, hint: expect.stringContaining('git branch') as string };
    expect(await complaint(resolveSides(repository, ref))).toEqual(expected);
    expect(await complaint(resolveRevision(repository, ref))).toEqual(expected);
  });

  test('histories without a commit in common', async () => {
    const { open, git, commit } = repositoryOfTwo();
    git('checkout', '--quiet', '--orphan', 'other');
    commit('from nothing');
    expect(await complaint(resolveSides(await open(), 'main'))).toMatchObject({
      code: 'base',
      message: 'main and HEAD have no commit in common: their histories are unrelated',
    });
  });

  describe('in a shallow clone', () => {
    test('a merge base that is not in it', async () => {
      const repository = await openRepository(shallow(), process.env);
      expect(await complaint(resolveSides(repository, 'origin/mine'))).toEqual({
        code: 'base',
        message: 'where origin/mine and HEAD parted is not in this clone: it is shallow',
        hint: expect.stringMatching(/git fetch --unshallow.*fetch-depth: 0/) as string,
      });
    });

    test('after the rest is fetched it is found', async () => {
      const clone = shallow();
      gitIn(clone, 'fetch', '--quiet', '--unshallow');
      const { base } = await resolveSides(await openRepository(clone, process.env), 'origin/mine');
      expect(base.subject).toBe('the second');
    });

    test('a revision that is not in it', async () => {
      const repository = await openRepository(shallow(), process.env);
      const { code, hint } = await complaint(resolveSides(repository, 'HEAD~1'));
      expect(code).toBe('revision');
      expect(hint).toMatch(/shallow.*--unshallow.*fetch-depth: 0/);
    });
  });

  test('sides are what the schema of a session asks for', async () => {
    const { open } = repositoryOfTwo();
    const { base, candidate } = await resolveSides(await open(), 'HEAD~1');
    expect(complaints({ base, candidate: { ...candidate, committedAt: 'yesterday' } })).not.toEqual([]);
    expect(complaints({ base, candidate })).toEqual([]);
  });
});

describe('resolveRevision', () => {
  test('the commit itself, whatever HEAD is', async () => {
    const { open, git, commit, first } = repositoryOfTwo();
    git('checkout', '--quiet', '-b', 'aside', first);
    const aside = commit('aside');
    git('checkout', '--quiet', 'main');
    git('tag', '--annotate', '-m', 'a tag', 'v1', aside);
    expect(await resolveRevision(await open(), 'v1')).toMatchObject({
      name: 'v1',
      revision: aside,
      subject: 'aside',
    });
  });
});
