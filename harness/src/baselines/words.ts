import { countOf } from '../report/words.ts';
import { least, most } from './chance.ts';
import type { BaselineDecision, BaselineDoubt, StoredMetric } from './types.ts';

export const METRIC_WORDS: Readonly<Record<StoredMetric, string>> = {
  memory: 'peak memory',
  connections: 'connections',
  requests: 'requests',
  bytesResent: 'bytes resent',
  failures: 'failures',
};

export const HINTS = {
  record: 'Record the baseline anew: `fairfetch check --record FILE`.',
  recordOrCheck:
    'Record the baseline anew here: `fairfetch check --record FILE`, or run `fairfetch check --base=REF`, which runs the base beside the candidate.',
  check: 'Run `fairfetch check --base=REF`: it runs the base again, beside the candidate.',
  moreRuns: 'Make more runs.',
} as const;

export function doubted(
  doubt: BaselineDoubt,
  reason: string,
  hint: string,
): Pick<BaselineDecision, 'doubt' | 'reason' | 'hint'> {
  return { doubt, reason, hint };
}

/** A value of a metric for people: memory in MiB, counts to the last one. */
export function valueInWords(metric: StoredMetric, value: number): string {
  return metric === 'memory' ? `${(value / 2 ** 20).toFixed(1)} MiB` : value.toLocaleString('en');
}

/** `10`, `12 to 15`, `23.6 MiB to 24.1 MiB`; not of an empty list. */
export function rangeInWords(metric: StoredMetric, values: readonly number[]): string {
  const [low, high] = [least(values), most(values)].map((value) => valueInWords(metric, value));
  return low === high ? `${low}` : `${low} to ${high}`;
}

/** `1 in 92,378`, `58 %`. */
export function chanceInWords(chance: number): string {
  if (chance > 0.05) return `${Math.round(100 * chance)} %`;
  return `1 in ${Math.round(1 / chance).toLocaleString('en')}`;
}

/** `3 of 10 runs`. */
export function shareInWords(part: number, all: number): string {
  return `${part} of ${countOf(all, 'run')}`;
}

/** `+10.3 %` of 1.103. */
export function changeInWords(ratio: number): string {
  const change = 100 * (ratio - 1);
  const digits = Math.abs(change).toFixed(Math.abs(change) < 100 ? 1 : 0);
  if (Number(digits) === 0) return '0.0 %';
  return `${change > 0 ? '+' : '-'}${digits} %`;
}
