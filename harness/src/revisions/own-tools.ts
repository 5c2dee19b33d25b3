import { access, readFile } from 'node:fs/promises';
import { delimiter, join, sep } from 'node:path';
import { TREE_VARIABLE } from './left-behind.ts';

/**
 * What npm lets be said by variables and hands on to what it starts: whence packages come, and by which way. The rest
 * of its variables describe the package it was started for.
 */
const KEPT_OF_NPM = new Set(
  ['registry', 'cache', 'ca', 'cafile', 'proxy', 'https_proxy', 'noproxy', 'strict_ssl'].concat([
    'userconfig',
    'globalconfig',
  ]),
);

export type ToolEnvironment = Readonly<Record<string, string>> & { readonly [TREE_VARIABLE]: string };

/**
 * The environment in which a tree's own tools work: the user's, because toolchains find themselves by it, without what
 * npm, Nx and git set for another folder, and with the tree's programs first.
 */
export function toolEnvironment(workspace: string, env: Readonly<NodeJS.ProcessEnv>): ToolEnvironment {
  const kept = Object.entries(env).filter((entry): entry is [string, string] => {
    const [name, value] = entry;
    return value !== undefined && !isOfAnotherFolder(name);
  });
  const path = (env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  // Whoever started us may have put our own programs first.
  const others = path.filter((folder) => !folder.endsWith(join(sep, 'node_modules', '.bin')));
  return {
    ...Object.fromEntries(kept),
    PATH: [join(workspace, 'node_modules', '.bin'), ...others].join(delimiter),
    NX_DAEMON: 'false',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    // One of a kind: another check may be at work in the same folder.
    [TREE_VARIABLE]: `${workspace}/.${process.pid}-${++environments}`,
  };
}

let environments = 0;

/** Files by which a step tells GitHub its results: tools that only prepare it have nothing to say there. */
const OF_THE_SERVICE = new Set(['GITHUB_STEP_SUMMARY', 'GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH']);

function isOfAnotherFolder(name: string): boolean {
  const ofNpm = /^npm_(?:config_(.*))?/.exec(name);
  if (ofNpm !== null) return !KEPT_OF_NPM.has(ofNpm[1] ?? '');
  return /^(?:NX_|GIT_)/.test(name) || name === 'INIT_CWD' || OF_THE_SERVICE.has(name);
}

/** The command line of the tree's own Nx, or why there is none. */
export type NxCommand =
  | { readonly state: 'found'; readonly command: readonly [string, string] }
  | { readonly state: 'missing'; readonly reason: string };

/** Where the package says its program is: that differs between versions. */
export async function nxCommand(workspace: string): Promise<NxCommand> {
  const folder = join(workspace, 'node_modules', 'nx');
  try {
    const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      readonly bin?: { readonly nx?: string };
    };
    if (bin?.nx === undefined) return { state: 'missing', reason: 'its package.json names no program nx' };
    return { state: 'found', command: ['node', join(folder, bin.nx)] };
  } catch {
    return { state: 'missing', reason: 'node_modules/nx is not installed' };
  }
}

/** Whether Nx looks after a workspace. */
export async function hasNx(workspace: string): Promise<boolean> {
  return access(join(workspace, 'nx.json')).then(
    () => true,
    () => false,
  );
}
