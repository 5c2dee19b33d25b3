import type { CheckComparison, CheckConformance, CheckFigure, CheckReport } from '@fairfetch/contract';
import { inUnit, type Unit } from '../report/units.ts';
import type { Signs } from './signs.ts';
import { changeText } from './words.ts';

/** How the measured figures of a report are written: each metric in one unit, as in the table of a race. */
export type MeasuredUnits = Readonly<Record<'time' | 'cpu' | 'memory', Unit>>;

const MS = { name: 'ms', size: 1e6 } as const;
const S = { name: 's', size: 1e9 } as const;
const MIB = { name: 'MiB', size: 2 ** 20 } as const;

/** Changes of tenths of a percent are read beside them: a last digit of the smallest is half a percent or less. */
function withDecimals(unit: Pick<Unit, 'name' | 'size'>, smallest: number): Unit {
  const value = smallest / unit.size;
  if (value >= 200) return { ...unit, decimals: 0 };
  if (value >= 20) return { ...unit, decimals: 1 };
  return { ...unit, decimals: value >= 2 ? 2 : 3 };
}

const durationUnit = (smallest: number): Unit => withDecimals(smallest >= 10 * S.size ? S : MS, smallest);

export function measuredUnits({ comparisons }: Pick<CheckReport, 'comparisons'>): MeasuredUnits {
  const smallest = (wanted: keyof MeasuredUnits): number => {
    const medians = comparisons
      .filter(({ metric }) => metric === wanted)
      .flatMap(({ base, candidate }) => [base, candidate])
      .flatMap((figure) => (figure === null ? [] : [figure.median]));
    return medians.reduce((least, median) => Math.min(least, median), medians[0] ?? 0);
  };
  return {
    time: durationUnit(smallest('time')),
    cpu: durationUnit(smallest('cpu')),
    memory: withDecimals(MIB, smallest('memory')),
  };
}

/** A comparison's figures as a person reads them; null: not measured. */
export interface Shown {
  /** '' for counts. */
  readonly unit: string;
  readonly base: string | null;
  readonly candidate: string | null;
  /** `+12.3 %`, `10 → 30`, `varies`, `2 broken`. */
  readonly change: string | null;
}

interface Counted {
  readonly least: number;
  readonly most: number;
}

/** From the least to the greatest that was counted, of both copies of the base. */
function countedOfBase({ base, baseAgain }: CheckComparison): Counted | null {
  if (base === null || baseAgain === null) return base ?? baseAgain;
  return { least: Math.min(base.least, baseAgain.least), most: Math.max(base.most, baseAgain.most) };
}

function rangeText({ least, most }: Counted, { dash }: Signs, write: (value: number) => string): string {
  const [low, high] = [write(least), write(most)];
  return low === high ? low : `${low}${dash}${high}`;
}

const BYTES: Unit = { name: 'bytes', size: 1, decimals: 0 };
const KIB: Unit = { name: 'KiB', size: 2 ** 10, decimals: 0 };
const LARGE: Unit = { ...MIB, decimals: 1 };
const MOST_BYTES = 10 * KIB.size;
const MOST_KIB = 10_000 * KIB.size;

/** Bytes are counted: where a larger unit would show two that differ as the same, it is not used. */
function unitOfBytes(values: readonly number[]): Unit {
  const most = values.reduce((left, right) => Math.max(left, right), 0);
  if (most < MOST_BYTES) return BYTES;
  const unit = most < MOST_KIB ? KIB : LARGE;
  const different = new Set(values).size;
  return new Set(values.map((value) => inUnit(value, unit))).size === different ? unit : BYTES;
}

const grouped = (value: number): string => value.toLocaleString('en');

function shownCounts(comparison: CheckComparison, signs: Signs): Shown {
  const [was, is] = [countedOfBase(comparison), comparison.candidate];
  const values = [was, is].flatMap((each) => (each === null ? [] : [each.least, each.most]));
  const unit = comparison.unit === 'bytes' ? unitOfBytes(values) : BYTES;
  const write = (value: number): string => (unit === BYTES ? grouped(value) : inUnit(value, unit));
  const [base, candidate] = [was, is].map((each) => each && rangeText(each, signs, write)) as [
    string | null,
    string | null,
  ];
  return {
    unit: comparison.unit === 'bytes' ? unit.name : '',
    base,
    candidate,
    change: doOverlap(was, is) ? 'varies' : pairOf(base, candidate, signs),
  };
}

function doOverlap(was: Counted | null, is: Counted | null): boolean {
  if (was === null || is === null || was.least > is.most || is.least > was.most) return false;
  return was.least !== was.most || is.least !== is.most;
}

function pairOf(base: string | null, candidate: string | null, { arrow }: Signs): string | null {
  if (base === null || candidate === null) return null;
  return base === candidate ? 'same' : `${base} ${arrow} ${candidate}`;
}

/** Each run failed or did not: how many did is in blocks.jsonl, that some did is here. */
function someFailed(figure: Counted | null): string | null {
  if (figure === null) return null;
  if (figure.most === 0) return 'none';
  return figure.least > 0 ? 'all' : 'some';
}

function shownFailures(comparison: CheckComparison, signs: Signs): Shown {
  const [base, candidate] = [someFailed(countedOfBase(comparison)), someFailed(comparison.candidate)];
  return { unit: '', base, candidate, change: pairOf(base, candidate, signs) };
}

/** What the suite found of the variant of this comparison. */
export function casesOf(
  { variant }: CheckComparison,
  { conformance }: Pick<CheckReport, 'conformance'>,
): CheckConformance | undefined {
  return conformance?.find((each) => each.variant === variant);
}

function shownCases(comparison: CheckComparison, report: CheckReport): Shown {
  const found = casesOf(comparison, report);
  const parts = (['broken', 'mended', 'unsteady'] as const).flatMap((name) => {
    const count = found?.[name].length ?? 0;
    return count === 0 ? [] : [`${count} ${name}`];
  });
  const change = found === undefined ? null : parts.join(', ') || 'same';
  return { unit: '', base: null, candidate: null, change };
}

function shownMeasured(comparison: CheckComparison, units: MeasuredUnits, signs: Signs): Shown {
  const { metric, ratio } = comparison;
  const unit = units[metric as keyof MeasuredUnits];
  const write = (figure: CheckFigure | null): string | null => figure && inUnit(figure.median, unit);
  return {
    unit: unit.name,
    base: write(comparison.base),
    candidate: write(comparison.candidate),
    change: ratio === null ? null : changeText(ratio, signs),
  };
}

export function shownOf(comparison: CheckComparison, report: CheckReport, signs: Signs): Shown {
  switch (comparison.kind) {
    case 'measured':
      return shownMeasured(comparison, measuredUnits(report), signs);
    case 'exact':
      return shownCounts(comparison, signs);
    case 'failures':
      return shownFailures(comparison, signs);
    case 'cases':
      return shownCases(comparison, report);
    default:
      return comparison.kind satisfies never;
  }
}
