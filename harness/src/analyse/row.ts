import type { Distribution, ReportRow, StoredRun } from '@fairfetch/contract';
import { distributionOf } from './distribution.ts';
import type { Entry } from './entry.ts';
import { pairedRatio, type TimesByBlock } from './pairs.ts';

/** What a row needs to know besides its own runs. */
export interface RowContext {
  /** The row others are compared with; null where no run of any row was ok. */
  readonly fastest: Entry | null;
  /** Nanoseconds, at the concurrency of this row; null where the model sets no limit. */
  readonly idealNs: number | null;
  readonly downloads: number;
}

export function stateOf({ ok, failed }: Entry): ReportRow['state'] {
  if (ok.length > 0) return failed.length > 0 ? 'partial' : 'ok';
  return failed.length > 0 ? 'failed' : 'not-run';
}

/** Over the runs that have the figure; a run without it counts for nothing, least of all for 0. */
function over(
  runs: readonly StoredRun[],
  figure: (run: StoredRun) => number | null | undefined,
): Distribution | null {
  return distributionOf(runs.map(figure).filter((value) => value !== null && value !== undefined));
}

export function wallTimes({ ok }: Entry): TimesByBlock {
  return new Map(ok.flatMap(({ block, process }) => (process ? [[block, process.wallNs] as const] : [])));
}

export function wallOf({ ok }: Entry): Distribution | null {
  return over(ok, ({ process }) => process?.wallNs);
}

/** The least of a figure over the counted runs that have it; null where none has. */
function worst(runs: readonly StoredRun[], figure: (run: StoredRun) => number | undefined): number | null {
  const known = runs.map(figure).filter((value) => value !== undefined);
  return known.length === 0 ? null : known.reduce((least, value) => Math.min(least, value));
}

/** Everything in a row that is a figure. Times and resources are of the ok runs alone: a failed run is never a time. */
export function rowOf(entry: Entry, { fastest, idealNs, downloads }: RowContext): Omit<ReportRow, 'notes'> {
  const wallNs = wallOf(entry);
  return {
    variant: entry.id,
    title: entry.variant?.title ?? entry.id,
    state: stateOf(entry),
    runs: entry.ok.length,
    failedRuns: entry.failed.length,
    wallNs,
    insideNs: over(entry.ok, ({ witness }) => witness?.insideNs),
    ratioToFastest: fastest && pairedRatio(wallTimes(entry), wallTimes(fastest)),
    percentOfIdeal: wallNs && idealNs !== null && wallNs.median > 0 ? (100 * idealNs) / wallNs.median : null,
    cpuNs: over(entry.ok, ({ process }) => process && process.userNs + process.systemNs),
    peakRssBytes: over(entry.ok, ({ process }) => process?.peakRssBytes),
    connections: over(entry.ok, ({ witness }) => witness?.connections),
    peakInFlight: over(entry.ok, ({ witness }) => witness?.peakInFlight),
    filesOk: worst(entry.counted, ({ files }) => files?.ok),
    filesExpected: downloads,
    bytes: over(entry.ok, ({ witness }) => witness?.bodyBytes),
  };
}
