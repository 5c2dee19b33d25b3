import { realpath } from 'node:fs/promises';
import { HarnessError } from '../errors.ts';
import { gitState } from '../store/git-state.ts';
import { gitIn, NO_GIT, type Git } from './git.ts';

/** The git repository in which a workspace lies, as it stood when it was opened. */
export interface Repository {
  /** The top folder of the work tree, absolute. */
  readonly top: string;
  /** Of the workspace below `top`: empty, or with a `/` at its end. */
  readonly prefix: string;
  /** Full hash of HEAD. */
  readonly head: string;
  /** Its history ends before its beginning. */
  readonly isShallow: boolean;
  /** Digest of what was changed since HEAD and is not committed; null: nothing. */
  readonly changes: string | null;
  /** Runs git in `top`. */
  readonly git: Git;
}

/**
 * Looks at the git repository of a workspace (an absolute folder, at the top of it or below).
 * @throws HarnessError `revision` when there is no git, no repository or no commit
 */
export async function openRepository(
  workspace: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<Repository> {
  const folder = await realpath(workspace).catch(() => workspace);
  const git = gitIn({ folder, env });
  const [top, prefix, shallow] = await whereabouts(git, folder);
  const head = await git('rev-parse', '--verify', '--quiet', 'HEAD^{commit}');
  if (head.state === 'failed') {
    throw new HarnessError(
      'revision',
      `the repository of ${folder} has no commit yet`,
      'Commit what is to be the base first.',
    );
  }
  // The digest that a session's provenance has too: of the workspace, not of the top.
  const state = await gitState(folder, env);
  if (state.value === null) {
    const why = 'why' in state ? state.why : 'unknown';
    throw new HarnessError('revision', `what is not committed in ${folder} is not known: ${why}`, SEE_STATUS);
  }
  return {
    top,
    prefix,
    head: head.stdout.trim(),
    isShallow: shallow === 'true',
    changes: state.value.changes,
    git: gitIn({ folder: top, env }),
  };
}

const SEE_STATUS = 'Run `git status` in the workspace and mend what it says.';

async function whereabouts(git: Git, folder: string): Promise<readonly [string, string, string]> {
  const asked = ['--show-toplevel', '--show-prefix', '--is-shallow-repository'];
  const answer = await git('rev-parse', ...asked);
  if (answer.state === 'failed') {
    const hint =
      answer.reason === NO_GIT
        ? 'Install git, or put its folder into PATH.'
        : 'Run the check in a clone of the repository; two programs without one can be checked as commands.';
    throw new HarnessError('revision', `${folder} has no revisions to compare: ${answer.reason}`, hint);
  }
  const [top = '', prefix = '', shallow = ''] = answer.stdout.split('\n');
  return [top, prefix, shallow];
}
