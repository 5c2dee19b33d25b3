import type { Comparison, Distribution, ReportRow, RowLimit, StoredRun } from '@fairfetch/contract';
import { typicalRun } from '../timeline/index.ts';
import { originCpuShare } from './ceilings.ts';
import { distributionOf } from './distribution.ts';
import type { Entry } from './entry.ts';
import { PRACTICAL_RATIO } from './judge.ts';
import { halfWidthOf, pairedLogRatios, ratioOf, type PairedRatio } from './pairs.ts';
import { wallTimes } from './times.ts';

/** What a row needs to know besides its own runs. */
export interface RowContext {
  /** The row others are compared with; null where no run of any row was ok. */
  readonly fastest: Entry | null;
  /** Nanoseconds, at the concurrency of this row; null where the model sets no limit. */
  readonly idealNs: number | null;
  readonly downloads: number;
  /** Of all files, each once; null: not known. */
  readonly bytesTotal: number | null;
  /** Nominal, of every interval. */
  readonly confidence: number;
  /** What a stopping rule asks of the interval of a ratio; null: nothing. */
  readonly targetHalfWidth: number | null;
  readonly comparisons: readonly Comparison[];
  /** By the name of the row. */
  readonly letters: ReadonlyMap<string, readonly string[]>;
  /** By the name of the row; one without a limit is not in it. */
  readonly limits: ReadonlyMap<string, RowLimit>;
}

export function stateOf({ ok, failed }: Entry): ReportRow['state'] {
  if (ok.length > 0) return failed.length > 0 ? 'partial' : 'ok';
  return failed.length > 0 ? 'failed' : 'not-run';
}

export function wallOf(entry: Entry, confidence?: number): Distribution | null {
  return distributionOf([...wallTimes(entry).values()], confidence);
}

/** The least of a figure over the counted runs that have it; null where none has. */
function worst(runs: readonly StoredRun[], figure: (run: StoredRun) => number | undefined): number | null {
  const known = runs.map(figure).filter((value) => value !== undefined);
  return known.length === 0 ? null : known.reduce((least, value) => Math.min(least, value));
}

type Verdict = NonNullable<ReportRow['ratioToFastest']>['verdict'];

/** Of two rows, whichever stands first in it. */
function comparisonOf({ id }: Entry, fastest: Entry, { comparisons }: RowContext): Comparison | undefined {
  const both = new Set([id, fastest.id]);
  return comparisons.find(({ left, right }) => both.has(left) && both.has(right));
}

function verdictOf(comparison: Comparison | undefined, paired: PairedRatio): Verdict {
  if (comparison?.toldApart === true) return paired.ratio > 1 ? 'slower' : 'faster';
  const isWithin =
    paired.interval !== null &&
    paired.interval.low >= 1 / PRACTICAL_RATIO &&
    paired.interval.high <= PRACTICAL_RATIO;
  return isWithin ? 'equal' : 'unclear';
}

function ratioToFastest(entry: Entry, context: RowContext): ReportRow['ratioToFastest'] {
  const { fastest, confidence, targetHalfWidth } = context;
  if (fastest === null) return null;
  const logRatios = pairedLogRatios(wallTimes(entry), wallTimes(fastest));
  if (logRatios.length === 0) return null;
  const pairs = logRatios.length;
  if (entry === fastest) {
    return {
      ratio: 1,
      interval: null,
      pairs,
      halfWidth: null,
      precise: null,
      detectable: null,
      verdict: 'fastest',
    };
  }
  const comparison = comparisonOf(entry, fastest, context);
  const paired = ratioOf(logRatios, confidence);
  const halfWidth = paired.interval && halfWidthOf(paired.interval);
  return {
    ratio: paired.ratio,
    interval: paired.interval,
    pairs,
    halfWidth,
    precise: targetHalfWidth === null ? null : halfWidth !== null && halfWidth <= targetHalfWidth,
    detectable: comparison?.detectable ?? null,
    verdict: verdictOf(comparison, paired),
  };
}

/** Everything in a row that is a figure. Times and resources are of the ok runs alone: a failed run is never a time. */
export function rowOf(entry: Entry, context: RowContext): Omit<ReportRow, 'notes'> {
  const { idealNs, downloads, bytesTotal, confidence, letters, limits } = context;
  /** A run without the figure counts for nothing, least of all for 0. */
  const over = (figure: (run: StoredRun) => number | null | undefined): Distribution | null => {
    const known = entry.ok.map(figure).filter((value) => value !== null && value !== undefined);
    return distributionOf(known, confidence);
  };
  const wallNs = wallOf(entry, confidence);
  const groups = letters.get(entry.id);
  return {
    variant: entry.id,
    title: entry.variant?.title ?? entry.id,
    state: stateOf(entry),
    runs: entry.ok.length,
    failedRuns: entry.failed.length,
    wallNs,
    insideNs: over(({ witness }) => witness?.insideNs),
    ratioToFastest: ratioToFastest(entry, context),
    groups: groups === undefined ? null : [...groups],
    percentOfIdeal: wallNs && idealNs !== null && wallNs.median > 0 ? (100 * idealNs) / wallNs.median : null,
    cpuNs: over(({ process }) => process && process.userNs + process.systemNs),
    peakRssBytes: over(({ process }) => process?.peakRssBytes),
    connections: over(({ witness }) => witness?.connections),
    peakInFlight: over(({ witness }) => witness?.peakInFlight),
    filesOk: worst(entry.counted, ({ files }) => files?.ok),
    filesExpected: downloads,
    requests: over(({ witness }) => witness?.requests),
    bytes: over(({ witness }) => witness?.bodyBytes),
    bytesResent: over(({ witness }) =>
      witness === undefined || bytesTotal === null ? null : Math.max(0, witness.bodyBytes - bytesTotal),
    ),
    originCpuShare: over(originCpuShare),
    limit: limits.get(entry.id) ?? null,
    typicalRun: typicalRun(entry.ok),
  };
}
