import type { RunMetric } from '@fairfetch/contract';
import { HarnessError } from '../errors.ts';
import type { StoredMetric } from './types.ts';

/** In the order of the table. */
export const STORED_METRICS = [
  'memory',
  'connections',
  'requests',
  'bytesResent',
  'failures',
] as const satisfies readonly StoredMetric[];

const WORDS: Readonly<Partial<Record<RunMetric, string>>> = { time: 'time', cpu: 'processor time' };

export function isStored(metric: RunMetric): metric is StoredMetric {
  return STORED_METRICS.some((each) => each === metric);
}

/** Why these metrics cannot be held against a stored file, for whoever asked for that; null: all of them can. */
export function refuseStored(metrics: readonly RunMetric[]): HarnessError | null {
  const refused = metrics.filter((metric) => !isStored(metric)).map((metric) => WORDS[metric] ?? metric);
  if (refused.length === 0) return null;
  return new HarnessError(
    'bad-option',
    `a stored baseline says nothing of ${refused.join(' and ')}: of identical programs whose runs were only minutes apart, usual tests called 64 to 78 % different, because the machine had changed`,
    'Run `fairfetch check --base=REF`: it runs the base again, beside the candidate.',
  );
}
