import { delimiter, join } from 'node:path';

/** Names taken over from our own environment; everything else stays behind. */
const ALLOWED = ['HOME'] as const;

/**
 * The whole environment of a program we start. An allow-list, because a proxy or a CA variable in the user's
 * shell would change what a downloader does, and npm and Nx add dozens of their own.
 */
export function cleanEnvironment(
  root: string,
  env: Readonly<NodeJS.ProcessEnv>,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const kept = ALLOWED.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    PATH: pathOf(root, env),
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    ...extra,
  };
}

/** The workspace's own programs first, so that "node" is the pinned one. */
export function pathOf(root: string, env: Readonly<NodeJS.ProcessEnv>): string {
  const first = join(root, 'node_modules', '.bin');
  const rest = (env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  return [first, ...rest.filter((folder) => folder !== first)].join(delimiter);
}
