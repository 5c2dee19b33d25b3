import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hunt, startGitBisect, type Tried } from '../../src/bisect/index.ts';
import { gitIn } from '../../src/revisions/git.ts';
import { emptyRepository, treesOf } from '../revisions/support.ts';
import { aTried } from './support.ts';

/** A line of commits, and a linked work tree to bisect in. */
async function lineOf(count: number) {
  const made = emptyRepository();
  const commits = Array.from({ length: count }, (_, at) => made.commit(`c${at}`));
  const trees = await treesOf(await made.open());
  await trees.checkOut('tree', 'HEAD');
  const git = gitIn({ folder: join(trees.folder, 'tree'), env: process.env });
  return { ...made, commits, git, inMain: made.git };
}

/** Looks for the first bad one of a line, of which some cannot be tried. */
async function huntOn(
  line: Awaited<ReturnType<typeof lineOf>>,
  firstBad: number,
  skipped: readonly number[],
) {
  const { commits, git } = line;
  const [good, bad] = [commits[0], commits.at(-1)] as [string, string];
  const tried: Tried[] = [];
  const stateOf = (at: number): Tried['state'] => {
    if (skipped.includes(at)) return 'skipped';
    return at >= firstBad ? 'bad' : 'good';
  };
  const ending = await hunt(
    { bad, commits: commits.length - 1 },
    {
      start: () => startGitBisect(git, { good, bad }),
      tryOut: (revision) => Promise.resolve(aTried({ revision, state: stateOf(commits.indexOf(revision)) })),
      told: (one) => {
        tried.push(one);
        return Promise.resolve();
      },
    },
  );
  const places = 'candidates' in ending ? ending.candidates.map((each) => commits.indexOf(each)) : [];
  return { state: ending.state, places, tried: tried.map(({ revision }) => commits.indexOf(revision)) };
}

describe('a search in a line of commits', () => {
  test.each([1, 4, 7])('finds number %i of 7, with about three tries', async (firstBad) => {
    const { state, places, tried } = await huntOn(await lineOf(8), firstBad, []);
    expect([state, places]).toEqual(['found', [firstBad]]);
    expect(tried.length).toBeLessThanOrEqual(1 + 3);
    expect(new Set(tried).size).toBe(tried.length);
  });

  test.each([
    ['none of them matters', 4, [2, 5], 'found', [4]],
    ['those right before it', 4, [2, 3], 'narrowed', [4, 3, 2]],
    ['all', 4, [1, 2, 3, 4, 5], 'narrowed', [6, 5, 4, 3, 2, 1]],
  ])('where some cannot be tried: %s', async (_what, firstBad, skipped, state, places) => {
    expect(await huntOn(await lineOf(7), firstBad, skipped)).toMatchObject({ state, places });
  });

  test('tries nothing else where the bad commit is good, or cannot be judged', async () => {
    expect(await huntOn(await lineOf(4), 9, [])).toMatchObject({ state: 'nothing-to-find', tried: [3] });
    expect(await huntOn(await lineOf(4), 2, [3])).toMatchObject({ state: 'cannot-judge', tried: [3] });
  });

  test('leaves no ref in the repository while it is on', async () => {
    const line = await lineOf(5);
    const { commits, git, inMain } = line;
    const bisect = await startGitBisect(git, { good: commits[0] as string, bad: commits[4] as string });
    expect(await bisect.step()).toMatchObject({ state: 'try', left: 4 });
    expect(inMain('for-each-ref', 'refs/bisect')).toBe('');
    expect(inMain('rev-parse', 'HEAD')).toBe(commits[4]);
  });
});
