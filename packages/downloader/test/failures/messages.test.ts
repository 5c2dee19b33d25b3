import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../../src/failures/codes.ts';
import { failureMessage, type FailureParams } from '../../src/failures/messages.ts';
import { readVectors } from '../kit/index.ts';

interface MessageVectors {
  readonly cases: readonly {
    code: FailureCode;
    params: FailureParams[FailureCode];
    message: string;
  }[];
}

describe('failureMessage', () => {
  const { cases } = readVectors('messages') as MessageVectors;

  test.each(cases)('$code: $message', ({ code, params, message }) => {
    expect(failureMessage(code, params as never)).toBe(message);
  });
});
