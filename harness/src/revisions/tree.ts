import { mkdtemp, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HarnessError, reasonOf } from '../errors.ts';
import { copyTree } from './copy-tree.ts';
import { gitIn, type Git, type GitAnswer } from './git.ts';
import { killLeftBehind, TREE_VARIABLE } from './left-behind.ts';
import type { Repository } from './repository.ts';
import { noRoom, whyFull } from './room.ts';
import { Stopped } from './stopped.ts';
import { folderPrefix, ownFolders, removeFolder, sweepKilled } from './sweep.ts';

/**
 * Source trees of a check, side by side in one folder. Whoever gives them names gives names of one length: where a
 * program finds its files should not depend on the side. Everything rejects with `Stopped` once the signal is aborted
 * or the trees are closed.
 */
export interface Trees {
  /** Absolute; all trees are in it. */
  readonly folder: string;
  /**
   * A work tree of a commit; gives the path of the workspace in it.
   * @throws HarnessError `base` when it cannot be checked out, `scratch` when there is no room
   */
  checkOut(name: string, revision: string): Promise<string>;
  /**
   * A second copy of a tree that was built (the path of its workspace), with all that was built and without git's
   * knowledge of it; gives the path of the workspace in it. One of the same name is replaced.
   * @throws HarnessError `base` when it cannot be read, `scratch` when there is no room
   */
  copy(from: string, name: string): Promise<string>;
  /**
   * Another commit in a tree that was checked out (the path of its workspace). What git ignores stays, so that a build
   * finds what it made before.
   * @throws HarnessError as `checkOut`
   */
  moveTo(workspace: string, revision: string): Promise<void>;
  /** Removes everything; may be called twice, and after the signal. Never rejects. */
  close(): Promise<void>;
}

export interface TreesOptions {
  /** Where the folder of the trees is made. Default: the system's folder for temporary files. */
  readonly parent?: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly signal: AbortSignal;
}

/**
 * Makes the folder of the trees, after removing what checks that were killed have left.
 * @throws HarnessError `scratch` when the folder cannot be made
 */
export async function openTrees(
  repository: Repository,
  { parent = tmpdir(), env, signal }: TreesOptions,
): Promise<Trees> {
  const place = await realpath(parent).catch(() => parent);
  await sweepKilled(repository.git, place);
  const folder = await mkdtemp(join(place, folderPrefix(process.pid))).catch((error: unknown) => {
    throw noRoom(place, reasonOf(error), error);
  });
  ownFolders.add(folder);
  return new OpenTrees(repository, folder, { env, signal });
}

class OpenTrees implements Trees {
  readonly folder: string;
  readonly #repository: Repository;
  readonly #env: Readonly<NodeJS.ProcessEnv>;
  readonly #signal: AbortSignal;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<unknown>>();
  readonly #checkedOut = new Set<string>();

  constructor(repository: Repository, folder: string, { env, signal }: Omit<TreesOptions, 'parent'>) {
    this.folder = folder;
    this.#repository = repository;
    this.#env = env;
    this.#signal = AbortSignal.any([signal, this.#closing.signal]);
  }

  checkOut(name: string, revision: string): Promise<string> {
    return this.#track(async () => {
      const tree = join(this.folder, name);
      await this.#requirePlain(revision);
      const outside = this.#gitIn(this.#repository.top, tree);
      const noted = await outside('worktree', 'add', '--quiet', '--no-checkout', '--detach', tree, revision);
      await this.#require(revision, noted);
      // Not with the step before: git would take away what it could not finish, and with it why it could not.
      const inside = this.#gitIn(tree, tree);
      await this.#require(revision, await inside('reset', '--quiet', '--hard'));
      this.#checkedOut.add(tree);
      return this.#workspaceIn(tree, revision);
    });
  }

  copy(from: string, name: string): Promise<string> {
    return this.#track(async () => {
      const tree = join(this.folder, name);
      const outcome = await copyTree(this.#rootOf(from), tree, this.#variables(tree), this.#signal);
      if (outcome.state === 'copied') return this.#workspaceOf(tree);
      throw await this.#trouble(`${from} cannot be copied`, outcome.reason, SEE_WRITERS);
    });
  }

  moveTo(workspace: string, revision: string): Promise<void> {
    return this.#track(async () => {
      const tree = this.#rootOf(workspace);
      if (!this.#checkedOut.has(tree)) throw new TypeError(`${workspace} is no tree that was checked out`);
      await this.#requirePlain(revision);
      const git = this.#gitIn(tree, tree);
      // By the rules of the commit that made them: files that another one's rules no longer name would be in its way.
      await this.#require(revision, await git('clean', '-d', '--force', '--quiet'));
      await this.#require(revision, await git('checkout', '--quiet', '--detach', '--force', revision));
      await this.#workspaceIn(tree, revision);
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
    killLeftBehind(`${this.folder}/`);
    await removeFolder(this.#repository.git, this.folder);
    ownFolders.delete(this.folder);
  }

  /** `close` must not remove what is still being written. */
  async #track<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.#signal.aborted) throw new Stopped();
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  #workspaceOf(tree: string): string {
    // `join` keeps the slash at the end of the prefix.
    return join(tree, this.#repository.prefix).replace(/\/$/, '');
  }

  #variables(tree: string): Readonly<NodeJS.ProcessEnv> {
    return { ...this.#env, [TREE_VARIABLE]: tree };
  }

  #gitIn(folder: string, tree: string): Git {
    return gitIn({ folder, env: this.#env, extra: { [TREE_VARIABLE]: tree }, signal: this.#signal });
  }

  /** The top of the tree in which a workspace lies. */
  #rootOf(workspace: string): string {
    const { prefix } = this.#repository;
    const path = workspace.endsWith('/') ? workspace : `${workspace}/`;
    if (!path.endsWith(`/${prefix}`)) throw new TypeError(`${workspace} is not the workspace of a tree`);
    return path.slice(0, path.length - prefix.length - 1);
  }

  /** A submodule would stay an empty folder, and nothing would say why its backend does not build. */
  async #requirePlain(revision: string): Promise<void> {
    const { git } = this.#repository;
    if ((await git('cat-file', '-e', `${revision}:.gitmodules`)).state === 'failed') return;
    throw new HarnessError(
      'base',
      `${revision.slice(0, SHORT_DIGITS)} has submodules (.gitmodules), which are not supported`,
      'Build the two sides yourself, and check them as two commands.',
    );
  }

  async #workspaceIn(tree: string, revision: string): Promise<string> {
    const workspace = this.#workspaceOf(tree);
    const isThere = await stat(workspace).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (isThere) return workspace;
    throw new HarnessError(
      'base',
      `${revision.slice(0, SHORT_DIGITS)} has no folder ${this.#repository.prefix}`,
      'Name a later base, in which the workspace stands where it stands now.',
    );
  }

  async #require(revision: string, answer: GitAnswer): Promise<void> {
    if (answer.state === 'ok') return;
    const what = `${revision.slice(0, SHORT_DIGITS)} cannot be checked out in ${this.folder}`;
    throw await this.#trouble(what, answer.reason, TRY_BY_HAND);
  }

  /** A disk that is full has its own way out. */
  async #trouble(what: string, reason: string, hint: string): Promise<HarnessError> {
    const full = await whyFull(this.folder);
    return full === null
      ? new HarnessError('base', `${what}: ${reason}`, hint)
      : noRoom(this.folder, full, new Error(reason));
  }
}

const SEE_WRITERS = 'Check again; if it stays, see who else writes to this folder.';
const TRY_BY_HAND = 'Try `git worktree add --detach FOLDER REVISION` by hand.';
const SHORT_DIGITS = 7;
