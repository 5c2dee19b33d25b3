import type { Need } from '@fairfetch/contract';
import { execa } from 'execa';
import { cleanEnvironment } from '../environment.ts';
import { firstVersion, isAtLeast } from './versions.ts';
import type { Probe, ProbeResult } from './types.ts';

const PROBE_LIMIT_MS = 10_000;

/** A probe that really runs the command, in the backend's folder and a clean environment. */
export function createProbe(root: string, env: Readonly<NodeJS.ProcessEnv>): Probe {
  return async (need, folder) => {
    const [program, ...args] = need.command;
    const result = await execa(program, args, {
      cwd: folder,
      env: cleanEnvironment(root, env),
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
  };
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
  const text = ended.all ?? '';
  if (!ended.failed) return { state: 'answered', text };
  if (ended.timedOut) return missing(`gave no answer within ${PROBE_LIMIT_MS / 1000} s`);
  if (ended.code === 'ENOENT') return missing('was not found');
  if (ended.exitCode !== undefined) return missing(`exited with code ${ended.exitCode}`);
  return missing(`could not be run (${ended.signal ?? ended.code ?? 'unknown reason'})`);
}

function missing(reason: string): ProbeResult {
  return { state: 'missing', reason };
}

/** Whether a need is met by what the probe gave: the version line, or the reason why not. */
export function judgeNeed(
  need: Need,
  probed: ProbeResult,
): { readonly met: true; readonly line: string } | { readonly met: false; readonly reason: string } {
  const command = need.command.join(' ');
  const wanted = need.atLeast === undefined ? '' : ` (at least ${need.atLeast})`;
  if (probed.state === 'missing') {
    return { met: false, reason: `needs ${need.command[0]}${wanted}: \`${command}\` ${probed.reason}` };
  }
  const line = probed.text.trim().split('\n')[0] ?? '';
  if (need.atLeast === undefined) return { met: true, line };
  const version = firstVersion(probed.text);
  if (version === null) {
    return { met: false, reason: `needs ${need.command[0]}${wanted}: \`${command}\` printed no version` };
  }
  if (!isAtLeast(version, need.atLeast)) {
    return { met: false, reason: `needs ${need.command[0]}${wanted}, found ${version}` };
  }
  return { met: true, line };
}
