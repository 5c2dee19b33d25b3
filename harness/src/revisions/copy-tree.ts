import { mkdir, readdir, rm } from 'node:fs/promises';
import { execa } from 'execa';
import { reasonOf } from '../errors.ts';
import { Stopped } from './stopped.ts';

export type CopyOutcome =
  | { readonly state: 'copied' }
  | { readonly state: 'failed'; readonly reason: string };

/**
 * Copies a tree byte by byte, with times, links and rights as they are, but for git's file at its top: that names the
 * original. Not by the file system's own sharing of blocks, for where a copy lies on the disk is what tells it from the
 * original. Rejects only with `Stopped`.
 */
export async function copyTree(
  from: string,
  to: string,
  env: Readonly<NodeJS.ProcessEnv>,
  signal: AbortSignal,
): Promise<CopyOutcome> {
  try {
    await rm(to, { recursive: true, force: true });
    await mkdir(to);
    const entries = (await readdir(from)).filter((name) => name !== '.git');
    if (entries.length === 0) return { state: 'copied' };
    const args = ['-a', '--reflink=never', `--target-directory=${to}`, '--', ...entries];
    const result = await execa('cp', args, {
      cwd: from,
      env: { ...env, LC_ALL: 'C' },
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
      killDescendants: true,
      cancelSignal: signal,
    });
    if (result.isCanceled) throw new Stopped();
    if (!result.failed) return { state: 'copied' };
    return { state: 'failed', reason: result.stderr.split('\n')[0] || (result.shortMessage ?? 'unknown') };
  } catch (error) {
    if (error instanceof Stopped) throw error;
    return { state: 'failed', reason: reasonOf(error) };
  }
}
