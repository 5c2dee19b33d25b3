import type { CheckSide } from '@fairfetch/contract';
import { HarnessError } from '../errors.ts';
import type { Repository } from './repository.ts';

/** What is compared with what. */
export interface Sides {
  /** A commit. */
  readonly base: CheckSide;
  /** The work tree as it stands. */
  readonly candidate: CheckSide;
  /** same: the base is HEAD, and nothing was changed since. */
  readonly relation: 'same' | 'differs';
}

const SHORT_DIGITS = 7;

/**
 * The work tree as it stands, and where it left REF: a change is held against what it started from, not against what
 * others have done since.
 * @throws HarnessError `revision` when REF names no commit, `base` when it has none in common with HEAD
 */
export async function resolveSides(repository: Repository, ref: string): Promise<Sides> {
  const asked = await commitOf(repository, ref);
  const fork = await mergeBase(repository, ref, asked);
  const name = fork === asked ? ref : `${ref} (merge base ${fork.slice(0, SHORT_DIGITS)})`;
  const { head, changes } = repository;
  return {
    base: await sideOf(repository, name, fork),
    candidate: { ...(await sideOf(repository, 'the work tree', head)), changes },
    relation: fork === head && changes === null ? 'same' : 'differs',
  };
}

/**
 * One commit exactly as it is named.
 * @throws HarnessError `revision` when REF names no commit
 */
export async function resolveRevision(repository: Repository, ref: string): Promise<CheckSide> {
  return sideOf(repository, ref, await commitOf(repository, ref));
}

/** The full hash of the commit that REF names. */
async function commitOf({ git, isShallow }: Repository, ref: string): Promise<string> {
  if (ref === '') throw new HarnessError('revision', 'the revision has no name', SEE_BRANCHES);
  if (ref.startsWith('-')) {
    throw new HarnessError('revision', `${ref} is no revision: it looks like an option`, SEE_BRANCHES);
  }
  const answer = await git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`);
  if (answer.state === 'ok') return answer.stdout.trim();
  const isThere = (await git('cat-file', '-e', ref)).state === 'ok';
  const why = isThere ? 'it is not a commit' : 'git knows no such branch, tag or commit here';
  const hint = isShallow ? `This clone is shallow: ${DEEPEN}` : SEE_BRANCHES;
  throw new HarnessError('revision', `${ref} is no revision to compare with: ${why}`, hint);
}

const SEE_BRANCHES =
  '`git branch --all` and `git tag` list what there is; a branch that is only on the remote is fetched with `git fetch`.';
const DEEPEN =
  'fetch the rest with `git fetch --unshallow`, or set `fetch-depth: 0` in the checkout action of the workflow.';

async function mergeBase({ git, isShallow, head }: Repository, ref: string, asked: string): Promise<string> {
  const answer = await git('merge-base', asked, head);
  if (answer.state === 'ok') return answer.stdout.trim();
  if (answer.exitCode !== 1) {
    throw new HarnessError(
      'base',
      `where ${ref} and HEAD parted cannot be told: ${answer.reason}`,
      'Run `git fsck` in the workspace.',
    );
  }
  if (isShallow) {
    throw new HarnessError(
      'base',
      `where ${ref} and HEAD parted is not in this clone: it is shallow`,
      `Get the history: ${DEEPEN}`,
    );
  }
  throw new HarnessError(
    'base',
    `${ref} and HEAD have no commit in common: their histories are unrelated`,
    'Name a base that HEAD comes from; `git log --oneline` lists them.',
  );
}

async function sideOf({ git }: Repository, name: string, revision: string): Promise<CheckSide> {
  const answer = await git('show', '--no-patch', '--no-show-signature', '--format=%cI%x00%s', revision);
  if (answer.state === 'failed') {
    const hint = 'Run `git fsck` in the workspace.';
    throw new HarnessError('revision', `the commit ${revision} cannot be read: ${answer.reason}`, hint);
  }
  const [committed = '', subject = ''] = answer.stdout.replace(/\n$/, '').split('\0');
  return {
    name,
    revision,
    committedAt: new Date(committed).toISOString(),
    subject,
    changes: null,
    command: null,
  };
}
