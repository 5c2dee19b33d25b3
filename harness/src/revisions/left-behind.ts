import { readdirSync, readFileSync } from 'node:fs';

/**
 * In the environment of everything that works in a tree, and inherited by what that starts: a process is known by it
 * even when it has a session of its own, and after we were killed.
 */
export const TREE_VARIABLE = 'FAIRFETCH_CHECK_TREE';

/** A process that forks while it is killed is found the next time round. */
const ROUNDS = 5;

/** Kills what was started for a tree, or for any tree below a folder that ends in `/`, and still runs. */
export function killLeftBehind(tree: string): void {
  const mark = `${TREE_VARIABLE}=${tree}${tree.endsWith('/') ? '' : '\0'}`;
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = marked(mark);
    if (found.length === 0) return;
    for (const pid of found) killQuietly(pid);
  }
}

/** On a system that does not show processes as files there is nobody to be found. */
function marked(mark: string): readonly number[] {
  return processIds().filter(
    (pid) => pid !== process.pid && `\0${environmentOf(pid)}\0`.includes(`\0${mark}`),
  );
}

function processIds(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Empty for one that has ended, and for one of another user's, which is none of ours. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}
