import { HarnessError } from '../errors.ts';
import type { Git, GitAnswer } from '../revisions/git.ts';

/** What is answered of a commit. */
export type Word = 'good' | 'bad' | 'skip';

export type Step =
  /** `left`: how many commits may still be the first bad one, the last known bad one included. */
  | { readonly state: 'try'; readonly revision: string; readonly left: number }
  | { readonly state: 'found'; readonly revision: string }
  /** One of these is it, and the others among them cannot be tried; newest first. */
  | { readonly state: 'narrowed'; readonly revisions: readonly string[] };

/** Which commit is next. */
export interface GitBisect {
  step(): Promise<Step>;
  /** @param revision the one of the last step */
  answer(revision: string, word: Word): Promise<void>;
}

/** Its exit code where all that is left was skipped: no trouble, but an answer. */
const ONLY_SKIPPED = 2;

/**
 * Begins `git bisect` in a linked work tree, and checks nothing out: what is going on and its refs are kept per work
 * tree, so that neither the user's tree nor the repository's refs know of it, and they go with the tree.
 * @param git in the top folder of a linked work tree
 */
export async function startGitBisect(
  git: Git,
  { good, bad }: { readonly good: string; readonly bad: string },
): Promise<GitBisect> {
  printed(await git('bisect', 'start', '--no-checkout', bad, good, '--'));
  const skipped = new Set<string>();
  return {
    step: async () => {
      const [newest, ...goods] = await ends(git);
      if (newest === undefined) throw cannotGoOn('it forgot which commit is bad');
      const not = goods.map((revision) => `^${revision}`);
      const left = linesOf(printed(await git('rev-list', '--topo-order', newest, ...not, '--')));
      // Not by what git prints: that is for people.
      if (left.length === 1) return { state: 'found', revision: newest };
      if (left.every((revision) => revision === newest || skipped.has(revision)))
        return { state: 'narrowed', revisions: left };
      const next = printed(await git('rev-parse', '--verify', 'BISECT_HEAD')).trim();
      if (next === newest || skipped.has(next) || !left.includes(next))
        throw cannotGoOn(`it names ${next}, which is not among those left`);
      return { state: 'try', revision: next, left: left.length };
    },
    answer: async (revision, word) => {
      const answer = await git('bisect', word, revision);
      if (word === 'skip') skipped.add(revision);
      if (answer.state === 'failed' && answer.exitCode !== ONLY_SKIPPED) throw cannotGoOn(answer.reason);
    },
  };
}

/** The last known bad commit, and then the good ones. */
async function ends(git: Git): Promise<readonly (string | undefined)[]> {
  const refs = linesOf(
    printed(await git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/bisect')),
  ).map((line) => line.split(' ') as [string, string]);
  const named = (start: string): string[] =>
    refs.filter(([name]) => name.startsWith(`refs/bisect/${start}`)).map(([, revision]) => revision);
  return [named('bad')[0], ...named('good-')];
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

function printed(answer: GitAnswer): string {
  if (answer.state === 'failed') throw cannotGoOn(answer.reason);
  return answer.stdout;
}

function cannotGoOn(reason: string): HarnessError {
  return new HarnessError(
    'revision',
    `git bisect cannot go on: ${reason}`,
    'Say the same command again: verdicts so far are kept. If it stays, run `git fsck`.',
  );
}
