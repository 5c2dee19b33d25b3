import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HarnessError } from '../errors.ts';
import type { Git, GitAnswer } from '../revisions/git.ts';
import { resolveRevision, type Repository } from '../revisions/index.ts';
import { readCommit, shortOf, type Commit } from './commit.ts';

/** The history in which the first bad commit is looked for. */
export interface Range {
  readonly good: Commit;
  readonly bad: Commit;
  /** Commits that `bad` has and `good` has not, `bad` itself included: any of them may be the first bad one. */
  readonly commits: number;
}

interface Named {
  readonly ref: string;
  readonly revision: string;
}

/**
 * @throws HarnessError `revision` when a ref names no commit, both name the same, `good` is no ancestor of `bad`, or
 * part of the history between them is not in this clone
 */
export async function openRange(repository: Repository, goodRef: string, badRef: string): Promise<Range> {
  const good = { ref: goodRef, revision: await revisionOf(repository, goodRef) };
  const bad = { ref: badRef, revision: await revisionOf(repository, badRef) };
  if (good.revision === bad.revision) {
    throw refused(
      `${goodRef} and ${badRef} are the same commit ${shortOf(good.revision)}`,
      'Name an older commit with --good REF; `git log --oneline` lists them.',
    );
  }
  await requireAncestor(repository, good, bad);
  const between = await linesOf(repository.git('rev-list', bad.revision, `^${good.revision}`, '--'));
  if (repository.isShallow) await requireWhole(repository, between);
  return {
    good: await readCommit(repository.git, good.revision),
    bad: await readCommit(repository.git, bad.revision),
    commits: between.length,
  };
}

async function revisionOf(repository: Repository, ref: string): Promise<string> {
  return (await resolveRevision(repository, ref)).revision as string;
}

function refused(message: string, hint: string): HarnessError {
  return new HarnessError('revision', message, hint);
}

const UNSHALLOW = 'This clone is shallow: fetch the rest with `git fetch --unshallow`.';

async function requireAncestor({ git, isShallow }: Repository, good: Named, bad: Named): Promise<void> {
  if (await isAncestor(git, good, bad)) return;
  const what = `${bad.ref} does not come from ${good.ref}`;
  if (await isAncestor(git, bad, good)) {
    throw refused(`${what}: it is the other way round`, `Try --good ${bad.ref} --bad ${good.ref}.`);
  }
  if (isShallow) throw refused(`${what}, as far as this clone goes`, UNSHALLOW);
  const fork = await git('merge-base', good.revision, bad.revision);
  if (fork.state === 'failed') {
    throw refused(
      `${what}: they have no commit in common`,
      'Name a good commit that the bad one comes from; `git log --oneline` lists them.',
    );
  }
  const parted = shortOf(fork.stdout.trim());
  throw refused(
    `${what}: they parted at ${parted}, so between them no commit is the first bad one`,
    `Try --good ${parted}; if that is bad as well, it was made better on the way to ${good.ref}.`,
  );
}

async function isAncestor(git: Git, older: Named, younger: Named): Promise<boolean> {
  const answer = await git('merge-base', '--is-ancestor', older.revision, younger.revision);
  if (answer.state === 'failed' && answer.exitCode !== 1) throw cannotTell(answer.reason);
  return answer.state === 'ok';
}

/** Where a clone ends, a commit seems to have no parents: what they did would be blamed on it. */
async function requireWhole({ git, top }: Repository, between: readonly string[]): Promise<void> {
  const [file = ''] = await linesOf(git('rev-parse', '--git-path', 'shallow'));
  const ends = new Set((await readFile(resolve(top, file), 'utf8')).split('\n'));
  const cut = between.find((revision) => ends.has(revision));
  if (cut === undefined) return;
  throw refused(`the history between is not whole: this clone ends at ${shortOf(cut)}`, UNSHALLOW);
}

async function linesOf(asked: Promise<GitAnswer>): Promise<readonly string[]> {
  const answer = await asked;
  if (answer.state === 'failed') throw cannotTell(answer.reason);
  return answer.stdout.split('\n').filter((line) => line !== '');
}

function cannotTell(reason: string): HarnessError {
  return refused(`the history between cannot be read: ${reason}`, 'Run `git fsck` in the workspace.');
}
