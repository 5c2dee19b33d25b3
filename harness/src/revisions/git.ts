import { execa } from 'execa';
import { cleanEnvironment } from '../environment.ts';
import { Stopped } from './stopped.ts';

/** What git printed, or why it failed. */
export type GitAnswer =
  | { readonly state: 'ok'; readonly stdout: string }
  | { readonly state: 'failed'; readonly exitCode: number | null; readonly reason: string };

/** Runs git in one folder. Rejects only with `Stopped`. */
export type Git = (...args: readonly string[]) => Promise<GitAnswer>;

/** The reason where there is no such program. */
export const NO_GIT = 'git was not found';

export interface GitPlace {
  /** Absolute; git is started in it. */
  readonly folder: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** More variables for git and what it starts. */
  readonly extra?: Readonly<Record<string, string>>;
  /** Ends what runs. */
  readonly signal?: AbortSignal;
}

/**
 * Hooks would run programs of the user's for a check-out that is not the user's, and a watcher or a tidying-up in the
 * background would outlive us.
 */
const QUIET = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'maintenance.auto=false',
  'gc.auto=0',
  'advice.detachedHead=false',
  'submodule.recurse=false',
].flatMap((setting) => ['-c', setting]);

/** Git in a folder, with a clean environment: a hook that starts us has variables that name another repository. */
export function gitIn({ folder, env, extra = {}, signal }: GitPlace): Git {
  // Only to look must not take a lock that a command of the user's waits for.
  const clean = cleanEnvironment(folder, env, { GIT_OPTIONAL_LOCKS: '0', ...extra });
  return async (...args) => {
    const result = await execa('git', [...QUIET, ...args], {
      cwd: folder,
      env: clean,
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
      stripFinalNewline: false,
      // A group of its own: a terminal's Ctrl-C must not break it off before we do.
      killDescendants: true,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    });
    if (result.isCanceled) throw new Stopped();
    if (!result.failed) return { state: 'ok', stdout: result.stdout };
    const { exitCode = null, code, stderr, shortMessage } = result;
    if (code === 'ENOENT') return { state: 'failed', exitCode, reason: NO_GIT };
    return { state: 'failed', exitCode, reason: gitReason(stderr) ?? shortMessage ?? 'unknown' };
  };
}

/** The lines in which git names what is wrong; what it tells of its progress is not among them. */
function gitReason(stderr: string): string | null {
  const lines = stderr.split('\n').map((line) => line.trim());
  const errors = lines.filter((line) => /^(?:fatal|error): /.test(line));
  const said = (errors.length > 0 ? errors : lines).filter((line) => line !== '').slice(0, 3);
  return said.map((line) => line.replace(/^(?:fatal|error): /, '')).join('; ') || null;
}
