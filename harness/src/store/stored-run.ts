import type { StoredRun } from '@fairfetch/contract';
import type { RunResult } from '../run/index.ts';
import type { Verdict } from '../verify/index.ts';
import { RUNS_FORMAT } from './formats.ts';

/** Where a run stands in the plan. */
export interface Place {
  /** Id of the sitting. */
  readonly sitting: string;
  readonly scenario: string;
  /** BACKEND/VARIANT. */
  readonly variant: string;
  readonly block: number;
  readonly position: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly loadAverage1m: number;
}

/** The line of runs.jsonl for a run: absent is absent, never 0. */
export function storedRun(
  place: Place,
  { usage }: Pick<RunResult, 'usage'>,
  verdict: Verdict,
  timeline: string | null,
): StoredRun {
  const { failures, flags, witness, phases, ceiling, summary, files, stderr } = verdict;
  const failed = failures.length > 0;
  return {
    kind: 'run',
    format: RUNS_FORMAT,
    sitting: place.sitting,
    scenario: place.scenario,
    variant: place.variant,
    block: place.block,
    position: place.position,
    warmup: place.block === 0,
    startedAt: place.startedAt,
    state: failed ? 'failed' : 'ok',
    failures: [...failures],
    flags: [...flags],
    loadAverage1m: place.loadAverage1m,
    ...(usage === null ? {} : { process: usage }),
    ...(witness === null ? {} : { witness }),
    ...(phases === null ? {} : { phases }),
    ...(ceiling === undefined ? {} : { ceiling }),
    ...(summary === null ? {} : { summary }),
    ...(files === null ? {} : { files }),
    ...(failed && stderr.length > 0 ? { stderr: stderr.join('\n') } : {}),
    ...(timeline === null ? {} : { timeline }),
  };
}
