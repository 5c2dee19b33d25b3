import type { Phases, StoredRun } from '@fairfetch/contract';
import { okRun, witness } from './session.ts';

/** One run a block of a ceiling, from the warm-up on, that took so many milliseconds without its start of 1 ms. */
export function ceilingRuns(of: 'net' | 'disk' | 'both', ms: readonly number[]): readonly StoredRun[] {
  return ms.map((each, block) => {
    const timeNs = each * 1e6;
    return okRun(`ceiling/${of}`, block, each + 1, {
      ceiling: { of, timeNs },
      witness: witness(timeNs, { originCpuNs: 0.8 * (timeNs + 1e6) }),
    });
  });
}

/** The same in its blocks, where each failed. */
export function failedCeilingRuns(
  of: 'net' | 'disk' | 'both',
  blocks: readonly number[],
): readonly StoredRun[] {
  return blocks.map((block) =>
    okRun(`ceiling/${of}`, block, 1, {
      state: 'failed',
      failures: [{ code: 'exit-code', message: 'exited with code 1: no such thing' }],
      ceiling: { of, timeNs: null },
    }),
  );
}

/** Phases of a wall time in milliseconds: 10 slots, 5 ms before and 3 after; what is not connecting is waiting. */
export function phasesOfWall(wallMs: number, connectingShare: number): Phases {
  const insideNs = (wallMs - 8) * 1e6;
  const connectingNs = Math.round(10 * insideNs * connectingShare);
  return {
    startUpNs: 5e6,
    insideNs,
    tailNs: 3e6,
    slots: 10,
    connectingNs,
    waitingNs: 10 * insideNs - connectingNs,
    transferringNs: 0,
    idleNs: 0,
    drainedNs: 0,
    excessNs: 0,
  };
}
