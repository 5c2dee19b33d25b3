import { describe, expect, test } from 'vitest';
import { RETRIED_BY_CODE, statusFailure, type FailureCode, type Retried } from '../src/failures.ts';
import { isRetried, parseRetryAfter, waitBeforeRetryMs } from '../src/retry.ts';
import { readVectors } from './kit/index.ts';

interface RetryVectors {
  readonly cases: readonly { attempt: number; random: number; retryAfterSeconds?: number; waitMs: number }[];
  readonly retryAfter: readonly {
    about: string;
    header: string;
    nowEpochMs: number;
    seconds: number | null;
  }[];
}
interface FailureVectors {
  readonly codes: readonly { code: FailureCode; retried: Retried }[];
  readonly statuses: readonly { status: number; code: FailureCode | null; retried: boolean }[];
}

const retry = readVectors('retry') as RetryVectors;
const failures = readVectors('failures') as FailureVectors;

describe('waitBeforeRetryMs', () => {
  test.each(retry.cases)('attempt $attempt, random $random, Retry-After $retryAfterSeconds', (vector) => {
    const waitMs = waitBeforeRetryMs(vector.attempt, vector.random, vector.retryAfterSeconds);
    expect(waitMs).toBeCloseTo(vector.waitMs, 6);
  });
});

describe('parseRetryAfter', () => {
  test.each(retry.retryAfter)('$about', ({ header, nowEpochMs, seconds }) => {
    expect(parseRetryAfter(header, nowEpochMs) ?? null).toBe(seconds);
  });
});

describe('what is retried', () => {
  test('every code of the contract is known, and no other', () => {
    const expected = Object.fromEntries(failures.codes.map(({ code, retried }) => [code, retried]));
    expect(RETRIED_BY_CODE).toEqual(expected);
  });

  test.each(failures.codes)('$code: $retried', ({ code, retried }) => {
    expect(isRetried(code)).toBe(retried === 'yes');
  });

  test.each(failures.statuses)('status $status', ({ status, code, retried }) => {
    expect(statusFailure(status)?.code ?? null).toBe(code);
    expect(isRetried('http-status', status)).toBe(retried);
  });
});
