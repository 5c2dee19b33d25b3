import { cp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HarnessError, reasonOf } from '../errors.ts';
import { makeFolder } from '../folders.ts';
import { withoutResults } from '../store/git-state.ts';
import { gitIn } from './git.ts';
import type { Repository } from './repository.ts';

/**
 * Brings what is changed in the user's work tree and not committed into another tree of HEAD: changes of known files, and
 * new ones that git does not ignore.
 * @param tree top of a work tree of HEAD, as it was checked out
 * @throws HarnessError `base` when they cannot be brought over
 */
export async function bringChanges(
  { top, git, changes }: Repository,
  tree: string,
  env: Readonly<NodeJS.ProcessEnv>,
  signal: AbortSignal,
): Promise<void> {
  if (changes === null) return;
  // Through a file: a change may hold bytes that are no text.
  const patch = `${tree}.patch`;
  const written = await git(
    'diff',
    'HEAD',
    '--binary',
    '--full-index',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    // Whatever the user's settings say.
    '--src-prefix=a/',
    '--dst-prefix=b/',
    '--no-relative',
    `--output=${patch}`,
  );
  if (written.state === 'failed') throw cannot(written.reason);
  const inside = gitIn({ folder: tree, env, signal });
  const applied = await inside('apply', '--allow-empty', '--whitespace=nowarn', patch);
  if (applied.state === 'failed') throw cannot(applied.reason);
  await rm(patch, { force: true });
  const others = await git('ls-files', '--others', '--exclude-standard', '-z');
  if (others.state === 'failed') throw cannot(others.reason);
  const names = others.stdout.split('\0').filter((each) => each !== '');
  for (const name of withoutResults(names)) {
    try {
      await makeFolder(dirname(join(tree, name)));
      await cp(join(top, name), join(tree, name), { recursive: true, verbatimSymlinks: true });
    } catch (error) {
      throw cannot(`${name}: ${reasonOf(error)}`);
    }
  }
}

function cannot(reason: string): HarnessError {
  return new HarnessError(
    'base',
    `what is not committed cannot be brought into a tree of its own: ${reason}`,
    'Commit it, and check again.',
  );
}
