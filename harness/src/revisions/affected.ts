import { basename } from 'node:path';
import { execa } from 'execa';
import { readManifests } from '../backends/manifests.ts';
import { HarnessError } from '../errors.ts';
import { withoutResults } from '../store/git-state.ts';
import { killLeftBehind, TREE_VARIABLE } from './left-behind.ts';
import { hasNx, nxCommand, toolEnvironment } from './own-tools.ts';
import type { Repository } from './repository.ts';

/**
 * Folders (relative to the workspace) of the backends that the way from `base` (a full hash) to the work tree reaches,
 * with what is not committed and not even added. Nx knows what a backend is built from; without it a file outside of
 * every backend counts for all of them.
 * @throws HarnessError `revision` when git or Nx cannot tell
 */
export async function affectedBackends(
  repository: Repository,
  base: string,
  workspace: string,
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<readonly string[]> {
  const folders = (await readManifests(workspace)).found.map(({ folder }) => folder);
  if (folders.length === 0) return [];
  const isNew = await newSince(repository, base, folders);
  const isReached = (await hasNx(workspace))
    ? await reachedByNx(base, workspace, env)
    : reachedByFiles(await changedFiles(repository, base), repository.prefix, folders);
  return folders.filter((folder) => isNew(folder) || isReached(folder));
}

type Test = (folder: string) => boolean;

/** Backends that the base does not have. */
async function newSince(repository: Repository, base: string, folders: readonly string[]): Promise<Test> {
  const manifests = folders.map((folder) => manifestOf(repository, folder));
  const there = new Set(
    await namesFrom(repository, 'ls-tree', '-z', '--name-only', base, '--', ...manifests),
  );
  return (folder) => !there.has(manifestOf(repository, folder));
}

function manifestOf({ prefix }: Repository, folder: string): string {
  return `${prefix}${folder}/backend.json`;
}

async function changedFiles(repository: Repository, base: string): Promise<readonly string[]> {
  const tracked = ['diff', '--name-only', '--no-renames', '--no-ext-diff', '--no-relative', '-z', base, '--'];
  return [
    ...(await namesFrom(repository, ...tracked)),
    ...withoutResults(await namesFrom(repository, 'ls-files', '--others', '--exclude-standard', '-z')),
  ];
}

/** Names between zero bytes that git prints. */
async function namesFrom({ git }: Repository, ...args: readonly string[]): Promise<readonly string[]> {
  const answer = await git(...args);
  if (answer.state === 'ok') return answer.stdout.split('\0').filter((name) => name !== '');
  throw cannotTell(`git ${args[0]}: ${answer.reason}`, 'Run `git status` in the workspace.');
}

function reachedByFiles(files: readonly string[], prefix: string, folders: readonly string[]): Test {
  const isIn = (file: string, folder: string): boolean => file.startsWith(`${prefix}${folder}/`);
  const isOutside = (file: string): boolean => !folders.some((folder) => isIn(file, folder));
  if (files.some(isOutside)) return () => true;
  return (folder) => files.some((file) => isIn(file, folder));
}

async function reachedByNx(base: string, workspace: string, env: Readonly<NodeJS.ProcessEnv>): Promise<Test> {
  const args = ['show', 'projects', '--affected', `--base=${base}`, '--json'];
  const nx = await nxCommand(workspace);
  if (nx.state === 'missing') throw cannotTell(nx.reason, 'Run `npm ci` in the workspace.');
  const [program, ...words] = nx.command;
  // Only `--base`: Nx then holds the work tree against it, with what is not committed.
  const toolEnv = toolEnvironment(workspace, env);
  const { failed, stdout, stderr, shortMessage } = await execa(program, [...words, ...args], {
    cwd: workspace,
    env: { ...toolEnv },
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    killDescendants: true,
  });
  killLeftBehind(toolEnv[TREE_VARIABLE]);
  const projects = failed ? null : projectsIn(stdout);
  if (projects !== null) return (folder) => projects.has(basename(folder));
  const said = `${stderr}\n${stdout}`.split('\n').find((line) => line.trim() !== '');
  throw cannotTell(
    `nx: ${said?.trim() ?? shortMessage ?? 'no answer'}`,
    `Run \`npx nx ${args.join(' ')}\` in the workspace and mend what it says.`,
  );
}

/** The line with the list; a plugin may have printed others. */
function projectsIn(stdout: string): ReadonlySet<string> | null {
  const line = stdout.split('\n').findLast((each) => each.startsWith('['));
  try {
    return new Set(JSON.parse(line ?? '') as readonly string[]);
  } catch {
    return null;
  }
}

function cannotTell(reason: string, hint: string): HarnessError {
  return new HarnessError('revision', `which backends the change reaches cannot be told: ${reason}`, hint);
}
