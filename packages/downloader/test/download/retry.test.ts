import { describe, expect, test } from 'vitest';
import { parseRetryAfter, waitBeforeRetryMs } from '../../src/download/retry.ts';
import { readVectors } from '../kit/index.ts';

interface RetryVectors {
  readonly cases: readonly { attempt: number; random: number; retryAfterSeconds?: number; waitMs: number }[];
  readonly retryAfter: readonly {
    about: string;
    header: string;
    nowEpochMs: number;
    seconds: number | null;
  }[];
}
const retry = readVectors('retry') as RetryVectors;

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
