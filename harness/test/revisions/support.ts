import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { HarnessError } from '../../src/errors.ts';
import { openRepository, openTrees, type Trees } from '../../src/revisions/index.ts';
import { temporaryFolder } from '../support/world.ts';

const WHO = ['user.name=x', 'user.email=x@example.org', 'commit.gpgsign=false', 'init.defaultBranch=main'];

export function gitIn(folder: string, ...args: readonly string[]): string {
  const settings = WHO.flatMap((setting) => ['-c', setting]);
  return execFileSync('git', [...settings, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A repository of its own with nothing in it. */
export function emptyRepository() {
  const root = realpathSync(temporaryFolder());
  gitIn(root, 'init', '--quiet');
  const git = (...args: readonly string[]): string => gitIn(root, ...args);
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  /** Commits everything and gives the commit. */
  const commit = (subject: string): string => {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '-m', subject);
    return git('rev-parse', 'HEAD');
  };
  const open = (workspace = root) => openRepository(workspace, process.env);
  return { root, git, write, commit, open };
}

/** Two commits; `ignored/` is ignored. */
export function repositoryOfTwo() {
  const made = emptyRepository();
  made.write('.gitignore', 'ignored/\n');
  made.write('a', 'one\n');
  made.write('sub/b', 'one\n');
  const first = made.commit('the first');
  made.write('a', 'two\n');
  const second = made.commit('the second');
  return { ...made, first, second };
}

/** Trees in a folder of their own, closed with the test. */
export async function treesOf(
  repository: Awaited<ReturnType<typeof openRepository>>,
  { parent = realpathSync(temporaryFolder()), signal = new AbortController().signal } = {},
): Promise<Trees & { readonly parent: string }> {
  const trees = await openTrees(repository, { parent, env: process.env, signal });
  onTestFinished(() => trees.close());
  return {
    parent,
    folder: trees.folder,
    checkOut: (name, revision) => trees.checkOut(name, revision),
    copy: (from, name) => trees.copy(from, name),
    moveTo: (workspace, revision) => trees.moveTo(workspace, revision),
    close: () => trees.close(),
  };
}

/** What a promise was rejected with, as a person is told it. */
export async function complaint(promise: Promise<unknown>) {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HarnessError)) throw new Error('no HarnessError', { cause: error });
  return { code: error.code, message: error.message, hint: error.hint };
}

type Commands = readonly (readonly [string, ...string[]])[];

/** The text of a backend.json with these steps. */
export function manifest(
  name: string,
  over: { setup?: Commands; build?: Commands; needs?: readonly object[]; contract?: number } = {},
): string {
  const variant = {
    name: 'only',
    title: 'Only',
    about: 'The only one.',
    command: ['true'],
    level: 'races',
    traits: { model: 'threads', reuse: true, http: ['1.1'], faithful: false },
  };
  const steps = { needs: [], setup: [], build: [], test: [], ...over };
  return JSON.stringify({ contract: 1, name, language: 'sh', title: name, variants: [variant], ...steps });
}
