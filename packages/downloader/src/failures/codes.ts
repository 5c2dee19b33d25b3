import type { RecordError } from '@fairfetch/contract';

export type FailureCode = RecordError['code'];

/** Whether another attempt follows: by-status asks RETRIED_STATUSES, once is one extra attempt from zero. */
export type Retried = 'yes' | 'no' | 'once' | 'by-status';

export const RETRIED_BY_CODE: Readonly<Record<FailureCode, Retried>> = {
  'bad-job': 'no',
  'unsafe-path': 'no',
  'duplicate-path': 'no',
  exists: 'no',
  dns: 'yes',
  connect: 'yes',
  reset: 'yes',
  tls: 'no',
  'connect-timeout': 'yes',
  'stall-timeout': 'yes',
  timeout: 'no',
  'http-status': 'by-status',
  'short-body': 'yes',
  'bad-response': 'yes',
  'too-many-redirects': 'no',
  'bad-redirect': 'no',
  'too-large': 'no',
  'size-mismatch': 'once',
  'digest-mismatch': 'once',
  disk: 'no',
  cancelled: 'no',
};

/** In one order for all threads: each code has a counter at its place. */
export const FAILURE_CODES = Object.keys(RETRIED_BY_CODE) as readonly FailureCode[];

export const RETRIED_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether a failed attempt is followed by another; a wrong size or digest gets its one extra attempt elsewhere. */
export function isRetried(code: FailureCode, status?: number): boolean {
  const retried = RETRIED_BY_CODE[code];
  return (
    retried === 'yes' || (retried === 'by-status' && status !== undefined && RETRIED_STATUSES.has(status))
  );
}
