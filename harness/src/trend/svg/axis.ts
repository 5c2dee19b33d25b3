import type { Trend, TrendSeries } from '../types.ts';
import { kindOf } from '../types.ts';
import { endsOf, FAILED, failedOf, unitOf } from '../figures.ts';
import type { Unit } from '../../report/units.ts';

/** The vertical axis of one panel, in the unit it is labelled with. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly unit: Unit;
}

/** What is drawn of one point, in the unit of the axis; the ends are those of the whisker. */
export interface Drawn {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const WANTED_TICKS = 6;
/** Of values that are all the same: what is shown around them. */
const LEAST_SHARE = 0.02;

/** null: the point was not measured. */
export function drawnOf(metric: Trend['metric'], unit: Unit, series: TrendSeries): readonly (Drawn | null)[] {
  return series.points.map(({ candidate }) => {
    if (candidate === null) return null;
    if (metric === 'failures') {
      const value = failedOf(candidate);
      return { value, low: value, high: value };
    }
    const { low, high } = endsOf(metric, candidate) ?? { low: candidate.median, high: candidate.median };
    return { value: candidate.median / unit.size, low: low / unit.size, high: high / unit.size };
  });
}

/** From the tick below everything that is drawn to the one above: near the data, and so seldom from 0. */
export function axisOf(metric: Trend['metric'], series: TrendSeries): Axis {
  const unit = unitOf(metric, series);
  if (metric === 'failures') {
    const ticks = FAILED.map((text, at) => ({ at, text }));
    return { low: 0, high: 2, ticks, unit };
  }
  const drawn = drawnOf(metric, unit, series).filter((each) => each !== null);
  const low = drawn.reduce((least, each) => Math.min(least, each.low), drawn[0]?.low ?? 0);
  const high = drawn.reduce((most, each) => Math.max(most, each.high), low);
  return { ...ticksOver(low, high, kindOf(metric) === 'exact' && unit.size === 1), unit };
}

function ticksOver(low: number, high: number, whole: boolean): Omit<Axis, 'unit'> {
  const span = Math.max(high - low, Math.abs(low) * LEAST_SHARE) || 1;
  const step = Math.max(niceStep(span / WANTED_TICKS), whole ? 1 : 0);
  // Multiples of the step, not sums of it: those would gather what is lost by rounding.
  const first = Math.max(Math.floor(low / step - (low === high ? 1 : 0)), low >= 0 ? 0 : -Infinity);
  const last = Math.ceil(high / step + (low === high ? 1 : 0));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => {
    const at = (first + index) * step;
    return { at, text: at.toFixed(decimals) };
  });
  return { low: first * step, high: last * step, ticks };
}

/** The least of 1, 2 and 5 times a power of ten that is not less. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5].find((each) => each * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}
