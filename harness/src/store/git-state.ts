import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Provenance } from '@fairfetch/contract';
import { execa } from 'execa';
import { cleanEnvironment } from '../environment.ts';
import type { Finding } from './finding.ts';

type GitState = NonNullable<Provenance['git']>;
/** Runs git in the workspace; its output, or an error where it failed. */
type Git = (...args: readonly string[]) => Promise<string>;

const DIGEST_DIGITS = 12;
/** A larger file that git does not know is no source; its size and name are told apart. */
const MOST_HASHED_BYTES = 1024 * 1024;

/**
 * The revision of the workspace, and a digest of what was changed since: two dirty states are the same state only if
 * the changes are.
 */
export async function gitState(root: string, env: Readonly<NodeJS.ProcessEnv>): Promise<Finding<GitState>> {
  const git: Git = async (...args) => {
    const options = { cwd: root, env: cleanEnvironment(root, env), extendEnv: false } as const;
    return (await execa('git', args, { ...options, stdin: 'ignore', timeout: 10_000 })).stdout;
  };
  try {
    const revision = (await git('rev-parse', 'HEAD')).trim();
    const changes = await changesSince(root, git);
    return { value: { revision, dirty: changes !== null, changes } };
  } catch (error) {
    const { shortMessage, stderr } = error as { readonly shortMessage?: string; readonly stderr?: string };
    const [said] = (stderr || shortMessage || String(error)).trim().split('\n');
    return { value: null, why: `git cannot tell: ${said ?? 'unknown'}` };
  }
}

/** null: none. */
async function changesSince(root: string, git: Git): Promise<string | null> {
  const diff = await git('diff', 'HEAD', '--binary', '--no-ext-diff', '--no-textconv');
  const untracked = await git('ls-files', '--others', '--exclude-standard', '-z');
  const strangers = withoutResults(untracked.split('\0').filter((name) => name !== ''));
  if (diff === '' && strangers.length === 0) return null;
  const hash = createHash('sha256').update(diff);
  for (const name of strangers.toSorted())
    hash.update(`\0${name}\0`).update(await contentOf(join(root, name)));
  return hash.digest('hex').slice(0, DIGEST_DIGITS);
}

/** A results folder in the workspace is no change of what is raced, or a race would change it by being run. */
export function withoutResults(names: readonly string[]): readonly string[] {
  const folders = names
    .filter((name) => name.endsWith('/runs.jsonl') || name.endsWith('/blocks.jsonl'))
    .map((name) => `${dirname(name)}/`);
  return names.filter((name) => !folders.some((folder) => name.startsWith(folder)));
}

async function contentOf(file: string): Promise<Buffer | string> {
  const size = await stat(file).then(
    (stats) => stats.size,
    () => null,
  );
  if (size === null || size > MOST_HASHED_BYTES) return `${size}`;
  return readFile(file).catch(() => '');
}
