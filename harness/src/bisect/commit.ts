import type { CheckSide } from '@fairfetch/contract';
import { HarnessError } from '../errors.ts';
import type { Git } from '../revisions/git.ts';

/** What is told of a commit. */
export interface Commit {
  /** Full hash. */
  readonly revision: string;
  /** ISO 8601, in the author's time zone. */
  readonly authoredAt: string;
  /** ISO 8601, UTC. */
  readonly committedAt: string;
  /** First paragraph of its message on one line, as it was written: it may hold anything. */
  readonly subject: string;
  /** Full hashes; two or more: a merge. */
  readonly parents: readonly string[];
}

const SHORT_DIGITS = 10;

export const shortOf = (revision: string): string => revision.slice(0, SHORT_DIGITS);

/**
 * @param revision full hash
 * @throws HarnessError `revision` when it cannot be read
 */
export async function readCommit(git: Git, revision: string): Promise<Commit> {
  const format = '--format=%aI%x00%cI%x00%P%x00%s';
  const answer = await git('show', '--no-patch', '--no-show-signature', format, revision, '--');
  if (answer.state === 'failed') {
    throw new HarnessError(
      'revision',
      `the commit ${revision} cannot be read: ${answer.reason}`,
      'Run `git fsck` in the workspace.',
    );
  }
  const [authoredAt = '', committed = '', parents = '', subject = ''] = answer.stdout
    .replace(/\n$/, '')
    .split('\0');
  return {
    revision,
    authoredAt,
    committedAt: new Date(committed).toISOString(),
    subject,
    parents: parents === '' ? [] : parents.split(' '),
  };
}

/** A commit as a session of the gate tells of it. */
export function sideOf({ revision, committedAt, subject }: Commit): CheckSide {
  return { name: shortOf(revision), revision, committedAt, subject, changes: null, command: null };
}
