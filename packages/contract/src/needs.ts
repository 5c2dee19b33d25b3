import { execa } from 'execa';
import type { Need } from './types.generated.ts';

const PROBE_LIMIT_MS = 10_000;

/** What a need's command gave: all it printed, or why it could not be run. */
export type ProbeResult =
  | { readonly state: 'answered'; readonly text: string }
  | { readonly state: 'missing'; readonly reason: string };

/** Whether a need is met: the line in which the program names its version, or the reason why not. */
export type NeedVerdict =
  | { readonly state: 'met'; readonly line: string }
  | { readonly state: 'unmet'; readonly reason: string };

export interface ProbeOptions {
  /** The backend's folder. */
  readonly cwd: string;
  /** The user's own, so that version managers find their settings; PATH begins with the workspace's programs. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
}

/** Runs a need's command. Never throws. */
export async function probeNeed(need: Need, { cwd, env }: ProbeOptions): Promise<ProbeResult> {
  const [program, ...args] = need.command;
  const result = await execa(program, args, {
    cwd,
    env,
    extendEnv: false,
    stdin: 'ignore',
    timeout: PROBE_LIMIT_MS,
    maxBuffer: 65_536,
    reject: false,
    // Some programs print their version on stderr.
    all: true,
    killDescendants: true,
  });
  return probeResult(result);
}

interface Ended {
  readonly failed: boolean;
  readonly timedOut: boolean;
  readonly exitCode?: number | undefined;
  readonly code?: string | undefined;
  readonly signal?: string | undefined;
  readonly all?: string | undefined;
}

function probeResult(ended: Ended): ProbeResult {
  if (!ended.failed) return { state: 'answered', text: ended.all ?? '' };
  return { state: 'missing', reason: reasonOf(ended) };
}

function reasonOf({ timedOut, code, exitCode, signal }: Ended): string {
  if (timedOut) return `gave no answer within ${PROBE_LIMIT_MS / 1000} s`;
  if (code === 'ENOENT') return 'was not found';
  if (exitCode !== undefined) return `exited with code ${exitCode}`;
  return `could not be run (${signal ?? code ?? 'unknown reason'})`;
}

/** Judges what a probe gave. */
export function judgeNeed(need: Need, probed: ProbeResult): NeedVerdict {
  const wanted = need.atLeast === undefined ? '' : ` (at least ${need.atLeast})`;
  const unmet = (why: string): NeedVerdict => ({
    state: 'unmet',
    reason: `needs ${need.command[0]}${wanted}${why}`,
  });
  if (probed.state === 'missing') return unmet(`: \`${need.command.join(' ')}\` ${probed.reason}`);

  const line = probed.text.trim().split('\n')[0] ?? '';
  if (need.atLeast === undefined) return { state: 'met', line };
  const version = firstVersion(probed.text);
  if (version === null) return unmet(`: \`${need.command.join(' ')}\` printed no version`);
  return isAtLeast(version, need.atLeast) ? { state: 'met', line } : unmet(`, found ${version}`);
}

/** The first dotted number in what a program printed of itself: `Python 3.13.0` -> `3.13.0`. */
export function firstVersion(text: string): string | null {
  return /\d+(?:\.\d+)+/.exec(text)?.[0] ?? /\d+/.exec(text)?.[0] ?? null;
}

/** Compares number by number; a part that is not there counts as 0, so `3.10` is at least `3.10.0`. */
export function isAtLeast(version: string, lowest: string): boolean {
  const have = version.split('.').map(Number);
  const want = lowest.split('.').map(Number);
  for (let part = 0; part < Math.max(have.length, want.length); part += 1) {
    const difference = (have[part] ?? 0) - (want[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
