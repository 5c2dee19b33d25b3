import { execFile } from 'node:child_process';
import type { Need } from './types.generated.ts';

/** Whether a program a backend needs is there. `version` is the first dotted number it printed, null where it printed none. */
export type NeedState =
  | { readonly state: 'met'; readonly version: string | null }
  | { readonly state: 'missing'; readonly reason: string };

export interface NeedOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

const PROBE_TIMEOUT_MS = 20_000;

/** Compares dotted numbers part by part: 3.9 is lower than 3.10. Missing parts count as 0. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number)) as [number[], number[]];
  for (let part = 0; part < Math.max(a.length, b.length); part += 1) {
    const difference = (a[part] ?? 0) - (b[part] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** Runs the need's command and judges what it printed. Never throws. */
export async function probeNeed(need: Need, { cwd, env }: NeedOptions): Promise<NeedState> {
  const [program, ...args] = need.command;
  const wanted = need.atLeast === undefined ? program : `${program} ${need.atLeast} or later`;
  const output = await new Promise<string | Error>((resolve) => {
    execFile(program, args, { cwd, env, timeout: PROBE_TIMEOUT_MS }, (error, stdout, stderr) => {
      resolve(error ?? `${stdout}\n${stderr}`);
    });
  });
  if (output instanceof Error) {
    const found =
      'code' in output && output.code === 'ENOENT' ? 'it is not installed' : output.message.trim();
    return { state: 'missing', reason: `needs ${wanted}: ${found}` };
  }
  const version = /\d+(?:\.\d+)+/.exec(output)?.[0] ?? null;
  if (need.atLeast === undefined) return { state: 'met', version };
  if (version === null) {
    return { state: 'missing', reason: `needs ${wanted}: \`${need.command.join(' ')}\` printed no version` };
  }
  return compareVersions(version, need.atLeast) >= 0
    ? { state: 'met', version }
    : { state: 'missing', reason: `needs ${wanted}: found ${version}` };
}
