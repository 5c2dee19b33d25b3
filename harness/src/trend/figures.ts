import type { CheckFigure, RunMetric } from '@fairfetch/contract';
import { changeNumber, changesText } from '../check-report/words.ts';
import type { Signs } from '../check-report/signs.ts';
import { count } from '../report/cells.ts';
import { inUnit, type Unit } from '../report/units.ts';
import { kindOf, type TrendPoint, type TrendSeries } from './types.ts';

/** The ends of what is shown beside a median: its interval, or of counts the least and the most. */
export interface Ends {
  readonly low: number;
  readonly high: number;
}

const ONE: Unit = { name: '', size: 1, decimals: 0 };
const BYTES: Unit = { name: 'bytes', size: 1, decimals: 0 };
const KIB: Unit = { name: 'KiB', size: 2 ** 10, decimals: 1 };
const MIB = { name: 'MiB', size: 2 ** 20 } as const;
const MS = { name: 'ms', size: 1e6 } as const;
const S = { name: 's', size: 1e9 } as const;

/** Trends are about small differences: enough for one in five hundred. */
function withDecimals(unit: Pick<Unit, 'name' | 'size'>, smallest: number): Unit {
  const value = smallest / unit.size;
  if (value >= 500) return { ...unit, decimals: 0 };
  return { ...unit, decimals: value >= 50 ? 1 : 2 };
}

/** The unit of one series. */
export function unitOf(metric: RunMetric, { points }: TrendSeries): Unit {
  const medians = points.flatMap(({ candidate }) => (candidate === null ? [] : [candidate.median]));
  const smallest = medians.reduce((least, each) => Math.min(least, each), medians[0] ?? 0);
  switch (metric) {
    case 'time':
    case 'cpu':
      return withDecimals(smallest >= 10 * S.size ? S : MS, smallest);
    case 'memory':
      return withDecimals(MIB, smallest);
    case 'bytesResent':
      return bytesUnit(medians);
    default:
      return ONE;
  }
}

/** Bytes are counted: where a larger unit would show two that differ as the same, it is not used. */
function bytesUnit(values: readonly number[]): Unit {
  const isLarge = values.some((each) => each >= 10 * KIB.size);
  const shown = new Set(values.map((each) => inUnit(each, KIB)));
  return isLarge && shown.size === new Set(values).size ? KIB : BYTES;
}

/** null: too few runs for an interval. */
export function endsOf(metric: RunMetric, { low, high, least, most }: CheckFigure): Ends | null {
  if (kindOf(metric) !== 'measured') return { low: least, high: most };
  return low === null || high === null ? null : { low, high };
}

/** A median of 0 and 1 says little of how many failed. */
export const FAILED = ['none', 'some', 'all'] as const;

export function failedOf({ least, most }: CheckFigure): number {
  if (most === 0) return 0;
  return least > 0 ? 2 : 1;
}

/** In the unit, which is not written. */
export function valueText(metric: RunMetric, figure: CheckFigure, unit: Unit): string {
  if (metric === 'failures') return FAILED[failedOf(figure)] ?? '';
  return numberText(figure.median, unit);
}

export function numberText(value: number, unit: Unit): string {
  return unit.size === 1 ? count(value) : inUnit(value, unit);
}

/** '' where it says no more than the value. */
export function endsText(metric: RunMetric, figure: CheckFigure, unit: Unit, { dash }: Signs): string {
  const ends = endsOf(metric, figure);
  if (ends === null || metric === 'failures') return '';
  if (kindOf(metric) === 'exact' && ends.low === ends.high) return '';
  return `${numberText(ends.low, unit)}${dash}${numberText(ends.high, unit)}`;
}

/** Against the base of the same session: in % what is measured, `10 -> 30` what is counted. */
export function changeOf(metric: RunMetric, point: TrendPoint, unit: Unit, signs: Signs): string {
  const { ratio, base, candidate } = point;
  if (kindOf(metric) === 'measured') return ratio === null ? '' : changeNumber(ratio, signs);
  if (base === null || candidate === null) return '';
  const [was, is] = [valueText(metric, base, unit), valueText(metric, candidate, unit)];
  return was === is ? 'same' : `${was} ${signs.arrow} ${is}`;
}

export function changeEnds({ interval }: TrendPoint, signs: Signs): string {
  return interval === null ? '' : changesText(interval, signs);
}
