import { stripVTControlCharacters } from 'node:util';
import type { CheckComparison, CheckedMetric } from '@fairfetch/contract';
import { percent } from '../analyse/index.ts';
import type { Signs } from './signs.ts';

/** What a metric is called in a sentence. */
export const METRIC_WORDS: Readonly<Record<CheckedMetric, string>> = {
  time: 'time',
  cpu: 'CPU',
  memory: 'memory',
  connections: 'connections',
  requests: 'requests',
  bytesResent: 'bytes resent',
  failures: 'failed runs',
  conformance: 'conformance',
};

/**
 * Text from elsewhere (names, subjects of commits, messages of programs) on one line, without what moves the cursor,
 * turns the direction of writing or ends a line.
 */
export function plain(text: string): string {
  return stripVTControlCharacters(text.toWellFormed())
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/** Characters; a reason has mostly less than a hundred. */
const LONGEST = 300;

/** The same, cut where it goes on for too long: for what nobody has to be able to copy. */
export function clipped(text: string, longest: number = LONGEST): string {
  const whole = plain(text);
  return whole.length <= longest
    ? whole
    : `${whole
        .slice(0, longest - 3)
        .toWellFormed()
        .trimEnd()}...`;
}

/** A change in %, without the sign of percent: `+12.3`, `−0.4`, `+150`; one that rounds to nothing has no sign. */
export function changeNumber(ratio: number, { minus }: Pick<Signs, 'minus'>): string {
  const change = 100 * (ratio - 1);
  const digits = Math.abs(change).toFixed(Math.abs(change) < 99.95 ? 1 : 0);
  if (Number(digits) === 0) return digits;
  return `${change < 0 ? minus : '+'}${digits}`;
}

/** `+12.3 %`. */
export function changeText(ratio: number, signs: Pick<Signs, 'minus'>): string {
  return `${changeNumber(ratio, signs)} %`;
}

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** `−0.4 to +1.2`, in %. */
export function changesText({ low, high }: Ends, signs: Pick<Signs, 'minus'>): string {
  return `${changeNumber(low, signs)} to ${changeNumber(high, signs)}`;
}

const LEAST_P = 0.0001;

/** `<0.0001`, `0.0123`, `0.45`. */
export function pText(pValue: number): string {
  if (pValue < LEAST_P) return `<${LEAST_P}`;
  return pValue.toFixed(pValue < 0.1 ? 4 : 2);
}

/** Of a comparison that has one: `5 %`. */
export function thresholdText({ threshold }: Pick<CheckComparison, 'threshold'>): string {
  return percent(threshold ?? 0);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const [last = '', ...others] = names.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
}
