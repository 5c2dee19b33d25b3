import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasEnded, until } from '../support/processes.ts';
import { temporaryFolder } from '../support/world.ts';
import { manifest, repositoryOfTwo, treesOf } from './support.ts';

const CHECK = fileURLToPath(new URL('fixtures/check.ts', import.meta.url));

interface Begun {
  readonly folder: string;
  /** What its build has started: in its group, and in a session of its own. */
  readonly pids: readonly number[];
}

/** A check in a process of its own, in the midst of a build that never ends. */
async function checkAtWork(root: string) {
  const parent = realpathSync(temporaryFolder());
  const begun = join(parent, 'begun.json');
  const child = spawn(process.execPath, [CHECK, root, parent, begun], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // In order: one that is killed leaves its build behind, and here nobody would come after it.
  onTestFinished(async () => {
    child.kill('SIGINT');
    await endOf(child);
  });
  await until('the build has begun', () => child.exitCode !== null || existsSync(begun));
  const { folder, pids } = JSON.parse(readFileSync(begun, 'utf8')) as Begun;
  return { parent, child, folder, pids };
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

function withHangingBackend() {
  const made = repositoryOfTwo();
  // One that leaves its parent's session is not reached by a signal to the group.
  const hang =
    'sleep 1000 & echo $! > in-group; setsid sh -c "echo \\$\\$ > of-its-own; exec sleep 1000" & wait';
  made.write('hangs/backend.json', manifest('hangs', { build: [['sh', '-c', hang]] }));
  made.commit('a backend that hangs');
  return made;
}

describe('a check that is stopped', () => {
  test('by Ctrl-C leaves no work tree and no process', async () => {
    const { root, git } = withHangingBackend();
    const { parent, child, folder, pids } = await checkAtWork(root);
    expect(pids.map(hasEnded)).toEqual([false, false]);
    expect(git('worktree', 'list')).toContain(folder);
    child.kill('SIGINT');
    await endOf(child);
    expect(child.exitCode).toBe(130);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(readdirSync(parent)).toEqual(['begun.json']);
    for (const pid of pids) await until(`${pid} has ended`, () => hasEnded(pid));
  });

  test('by SIGKILL is tidied up after by the next one', async () => {
    const { root, git, open } = withHangingBackend();
    const { parent, child, folder, pids } = await checkAtWork(root);
    child.kill('SIGKILL');
    await endOf(child);
    expect(git('worktree', 'list')).toContain(folder);
    expect(readdirSync(parent)).toContain(basename(folder));
    const next = await treesOf(await open(), { parent });
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(readdirSync(parent).toSorted()).toEqual(['begun.json', basename(next.folder)].toSorted());
    for (const pid of pids) await until(`${pid} has ended`, () => hasEnded(pid));
  });

  test('by SIGKILL, and its folder was removed by somebody: git forgets it', async () => {
    const { root, git, open } = withHangingBackend();
    const { child, folder } = await checkAtWork(root);
    child.kill('SIGKILL');
    await endOf(child);
    rmSync(folder, { recursive: true, force: true });
    expect(git('worktree', 'list')).toContain(folder);
    await treesOf(await open());
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  test('not at all stays as it is', async () => {
    const { root, git, open } = withHangingBackend();
    const { parent, folder, pids } = await checkAtWork(root);
    const next = await treesOf(await open(), { parent });
    await next.close();
    expect(git('worktree', 'list')).toContain(folder);
    expect(pids.map(hasEnded)).toEqual([false, false]);
  });
});

describe('what is swept', () => {
  // No process has so high a number.
  const NOBODY = 99_999_999;

  test.each([
    [`fairfetch-check-${NOBODY}-abcDEF`, false],
    [`fairfetch-check-${process.pid}-abcDEF`, false],
    [`fairfetch-check-${process.ppid}-abcDEF`, true],
    [`fairfetch-check-${NOBODY}-abcDEFG`, true],
    [`fairfetch-check-notes`, true],
    [`fairfetch-${NOBODY}-abcDEF`, true],
    [`my-fairfetch-check-${NOBODY}-abcDEF`, true],
  ])('%s stays: %s', async (name, stays) => {
    const { open } = repositoryOfTwo();
    const parent = realpathSync(temporaryFolder());
    mkdirSync(join(parent, name, 'base-1'), { recursive: true });
    writeFileSync(join(parent, name, 'base-1', 'file'), '');
    await treesOf(await open(), { parent });
    expect(existsSync(join(parent, name))).toBe(stays);
  });

  test('a work tree that git was making when it was killed, and has locked', async () => {
    const { git, first, open } = repositoryOfTwo();
    const parent = realpathSync(temporaryFolder());
    const folder = join(parent, `fairfetch-check-${NOBODY}-abcDEF`);
    git('worktree', 'add', '--quiet', '--detach', '--lock', join(folder, 'base-1'), first);
    await treesOf(await open(), { parent });
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(existsSync(folder)).toBe(false);
  });

  test("another repository's is removed from the disk now, and from its list when its turn comes", async () => {
    const [mine, other] = [repositoryOfTwo(), repositoryOfTwo()];
    const parent = realpathSync(temporaryFolder());
    const folder = join(parent, `fairfetch-check-${NOBODY}-abcDEF`);
    other.git('worktree', 'add', '--quiet', '--detach', join(folder, 'base-1'), other.first);
    await treesOf(await mine.open(), { parent });
    expect(existsSync(folder)).toBe(false);
    expect(other.git('worktree', 'list').split('\n')).toHaveLength(2);
    await treesOf(await other.open());
    expect(other.git('worktree', 'list').split('\n')).toHaveLength(1);
  });
});
