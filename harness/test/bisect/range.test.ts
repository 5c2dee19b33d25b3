import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRange } from '../../src/bisect/index.ts';
import { openRepository } from '../../src/revisions/index.ts';
import { complaint, emptyRepository, gitIn } from '../revisions/support.ts';
import { temporaryFolder } from '../support/world.ts';

/** `one`, `two`, and from there `other` on a branch and `three`, `four` on main. */
function forked() {
  const made = emptyRepository();
  const [one, two] = [made.commit('one'), made.commit('two')];
  made.git('checkout', '--quiet', '-b', 'elsewhere');
  const other = made.commit('other');
  made.git('checkout', '--quiet', 'main');
  const [three, four] = [made.commit('three'), made.commit('four')];
  return { ...made, one, two, other, three, four };
}

describe('the history in which is looked', () => {
  test('has the commits that bad has and good has not', async () => {
    const { open, one, four } = forked();
    const range = await openRange(await open(), one, 'main');
    expect(range).toMatchObject({
      good: { revision: one, subject: 'one', parents: [] },
      bad: { revision: four, subject: 'four' },
      commits: 3,
    });
    expect(Date.parse(range.bad.authoredAt)).toBe(Date.parse(range.bad.committedAt));
  });

  test('counts both sides of a merge', async () => {
    const { open, two, git } = forked();
    git('merge', '--quiet', '--no-ff', '-m', 'merged', 'elsewhere');
    expect((await openRange(await open(), two, 'main')).commits).toBe(4);
  });

  test.each([
    ['an unknown ref', 'nowhere', 'main', /nowhere is no revision/],
    ['an option', '--all', 'main', /looks like an option/],
    ['the same commit', 'main', 'HEAD', /main and HEAD are the same commit/],
    ['the other way round', 'main', 'main~2', /main~2 does not come from main: it is the other way round/],
    ['a branch', 'elsewhere', 'main', /main does not come from elsewhere: they parted at/],
  ])('%s is refused', async (_what, good, bad, message) => {
    const { open } = forked();
    const said = await complaint(openRange(await open(), good, bad));
    expect(said.code).toBe('revision');
    expect(said.message).toMatch(message);
    expect(said.hint).not.toBe('');
  });

  test('what to do next is named: the commit where they parted, or the refs swapped', async () => {
    const { open, two } = forked();
    const repository = await open();
    const parted = await complaint(openRange(repository, 'elsewhere', 'main'));
    expect(parted.hint).toContain(`--good ${two.slice(0, 10)}`);
    const swapped = await complaint(openRange(repository, 'main', 'main~2'));
    expect(swapped.hint).toBe('Try --good main~2 --bad main.');
  });

  test('unrelated histories are refused as such', async () => {
    const { open, git, commit } = forked();
    git('checkout', '--quiet', '--orphan', 'orphan');
    commit('of its own');
    const said = await complaint(openRange(await open(), 'main', 'orphan'));
    expect(said.message).toMatch(/no commit in common/);
  });
});

const cloned = (root: string, depth: number) => {
  const folder = join(temporaryFolder(), 'clone');
  execFileSync('git', ['clone', '--quiet', '--depth', String(depth), `file://${root}`, folder], {
    stdio: 'pipe',
  });
  return folder;
};

describe('a shallow clone', () => {
  test('serves where the history between is whole', async () => {
    const { root, three } = forked();
    const folder = cloned(root, 2);
    const range = await openRange(await openRepository(folder, process.env), three, 'HEAD');
    expect(range.commits).toBe(1);
  });

  test('does not where good is not in it', async () => {
    const { root, one } = forked();
    const folder = cloned(root, 2);
    const said = await complaint(openRange(await openRepository(folder, process.env), one, 'HEAD'));
    expect(said.hint).toContain('git fetch --unshallow');
  });

  test('does not where a merged branch is cut off: its end would be blamed for what came before', async () => {
    const made = forked();
    made.git('checkout', '--quiet', 'elsewhere');
    const ends = ['more', 'and more'].map((subject) => made.commit(subject));
    made.git('checkout', '--quiet', 'main');
    made.git('merge', '--quiet', '--no-ff', '-m', 'merged', 'elsewhere');
    const folder = cloned(made.root, 2);
    expect(gitIn(folder, 'log', '--format=%s').split('\n').toSorted()).toEqual([
      'and more',
      'four',
      'merged',
    ]);
    const said = await complaint(openRange(await openRepository(folder, process.env), made.four, 'HEAD'));
    expect(said.message).toBe(
      `the history between is not whole: this clone ends at ${ends[1]?.slice(0, 10)}`,
    );
    expect(said.hint).toContain('git fetch --unshallow');
  });
});
