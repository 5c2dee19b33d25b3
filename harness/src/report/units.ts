import type { Distribution, ReportRow } from '@fairfetch/contract';

/** How the figures of one column are written: all in one unit, with the same number of decimals. */
export interface Unit {
  readonly name: string;
  /** Raw units (nanoseconds, bytes) in one of this unit. */
  readonly size: number;
  readonly decimals: number;
}

/** The units of one table. Time, quartiles and time inside share one, so that they can be compared at a glance. */
export interface Units {
  readonly time: Unit;
  readonly cpu: Unit;
  readonly memory: Unit;
  readonly resent: Unit;
}

const MS = { name: 'ms', size: 1e6 } as const;
const S = { name: 's', size: 1e9 } as const;
const KIB = { name: 'KiB', size: 2 ** 10, decimals: 0 } as const;
const MIB = { name: 'MiB', size: 2 ** 20 } as const;

/** Enough for the smallest value to differ by one in fifty or less; more would only widen the table. */
function decimalsFor(smallest: number): number {
  if (smallest >= 50) return 0;
  return smallest >= 5 ? 1 : 2;
}

function withDecimals(unit: Pick<Unit, 'name' | 'size'>, smallest: number): Unit {
  return { ...unit, decimals: decimalsFor(smallest / unit.size) };
}

/** The least median of a column; one of nothing is 0. */
function smallestOf(distributions: readonly (Distribution | null)[]): number {
  const medians = distributions.flatMap((each) => (each === null ? [] : [each.median]));
  return medians.length === 0 ? 0 : medians.reduce((left, right) => Math.min(left, right));
}

/** Milliseconds, or seconds where everything takes ten of them. */
function durationUnit(smallest: number): Unit {
  return withDecimals(smallest >= 10 * S.size ? S : MS, smallest);
}

export function unitsOf(rows: readonly ReportRow[]): Units {
  return {
    time: durationUnit(smallestOf(rows.map(({ wallNs }) => wallNs))),
    cpu: durationUnit(smallestOf(rows.map(({ cpuNs }) => cpuNs))),
    memory: withDecimals(MIB, smallestOf(rows.map(({ peakRssBytes }) => peakRssBytes))),
    // Mostly nothing at all, and then some kilobytes.
    resent: KIB,
  };
}

export function inUnit(value: number, { size, decimals }: Unit): string {
  return (value / size).toFixed(decimals);
}
