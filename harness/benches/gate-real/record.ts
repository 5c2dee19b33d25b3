import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { CheckComparison, CheckReport } from '@fairfetch/contract';
import type { Times } from './usual.ts';

/** One session of the gate with real programs. */
export interface RealSession {
  /** `nothing differs`, or what was injected. */
  readonly kind: string;
  readonly seed: number;
  readonly verdict: CheckReport['verdict'];
  readonly canJudge: boolean;
  /** Of all runs. */
  readonly seconds: number;
  readonly lanes: readonly {
    readonly variant: string;
    /** Counted ones. */
    readonly blocks: number;
    readonly comparisons: readonly Pick<CheckComparison, 'metric' | 'verdict' | 'doubt' | 'ratio'>[];
    readonly times: Times;
  }[];
}

export function readSessions(file: string): readonly RealSession[] {
  if (!existsSync(file)) return [];
  return JSON.parse(readFileSync(file, 'utf8')) as readonly RealSession[];
}

export function writeSessions(file: string, sessions: readonly RealSession[]): void {
  writeFileSync(`${file}.part`, `${JSON.stringify(sessions)}\n`);
  renameSync(`${file}.part`, file);
}
