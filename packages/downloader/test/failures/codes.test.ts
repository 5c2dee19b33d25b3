import { describe, expect, test } from 'vitest';
import { isRetried, RETRIED_BY_CODE, type FailureCode, type Retried } from '../../src/failures/codes.ts';
import { statusFailure } from '../../src/failures/failure.ts';
import { readVectors } from '../kit/index.ts';

interface FailureVectors {
  readonly codes: readonly { code: FailureCode; retried: Retried }[];
  readonly statuses: readonly { status: number; code: FailureCode | null; retried: boolean }[];
}

const failures = readVectors('failures') as FailureVectors;

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
