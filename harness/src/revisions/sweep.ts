import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAlive } from '../run/processes.ts';
import type { Git } from './git.ts';
import { killLeftBehind } from './left-behind.ts';

/** Of this process and in use: an id may be used again, and then a folder of that id says nothing. */
export const ownFolders = new Set<string>();

/** How the name of a check's folder begins; six characters follow. */
export function folderPrefix(pid: number): string {
  return `fairfetch-check-${pid}-`;
}

/**
 * Removes a check's folder, and git's notes of the work trees in it. Not by `git worktree prune`, which would forget
 * trees of the user's too that are only out of sight. What cannot be removed stays for the next check to try.
 */
export async function removeFolder(git: Git, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 2 }).catch(() => {});
  for (const tree of await workTrees(git)) {
    // Twice: git locks a tree while it makes it, and one that was killed is locked for ever.
    if (tree.startsWith(`${folder}/`)) await git('worktree', 'remove', '--force', '--force', tree);
  }
}

/** Removes what checks that were killed have left below `parent`, and in git's list of work trees wherever they are. */
export async function sweepKilled(git: Git, parent: string): Promise<void> {
  const below = (await readdir(parent).catch(() => [])).map((name) => join(parent, name));
  const listed = (await workTrees(git)).map(dirname);
  for (const folder of new Set([...below, ...listed])) {
    if (!isLeftOver(folder)) continue;
    killLeftBehind(`${folder}/`);
    await removeFolder(git, folder);
  }
}

function isLeftOver(folder: string): boolean {
  const pid = /^fairfetch-check-(\d+)-\w{6}$/.exec(basename(folder))?.[1];
  if (pid === undefined || ownFolders.has(folder)) return false;
  return Number(pid) === process.pid || !isAlive(Number(pid));
}

/** Paths of the repository's work trees. */
async function workTrees(git: Git): Promise<readonly string[]> {
  const answer = await git('worktree', 'list', '--porcelain');
  if (answer.state === 'failed') return [];
  return answer.stdout.split('\n').flatMap((line) => /^worktree (.*)$/.exec(line)?.[1] ?? []);
}
