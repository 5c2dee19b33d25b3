import { constants } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { FailureCode } from '../../src/failures/codes.ts';
import { DownloadFailure } from '../../src/failures/failure.ts';
import { networkFailure, type AnswerSoFar } from '../../src/failures/network.ts';

const BEFORE: AnswerSoFar = {
  connected: false,
  host: 'h.test',
  status: undefined,
  expectedBytes: undefined,
  receivedBytes: 0,
};
const WAITING: AnswerSoFar = { ...BEFORE, connected: true };
const INSIDE: AnswerSoFar = { ...WAITING, status: 200, expectedBytes: 10, receivedBytes: 5 };
const UNKNOWN_LENGTH: AnswerSoFar = { ...INSIDE, expectedBytes: undefined };

function coded(code: string): Error {
  return Object.assign(new Error(`it failed: ${code}`), { code });
}

describe('networkFailure', () => {
  test.each<[string, AnswerSoFar, FailureCode]>([
    ['ENOTFOUND', BEFORE, 'dns'],
    ['EAI_AGAIN', BEFORE, 'dns'],
    ['ECONNREFUSED', BEFORE, 'connect'],
    ['EHOSTUNREACH', BEFORE, 'connect'],
    ['ENETUNREACH', BEFORE, 'connect'],
    ['EMFILE', BEFORE, 'connect'],
    ['ECONNRESET', BEFORE, 'reset'],
    ['ETIMEDOUT', BEFORE, 'connect-timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', BEFORE, 'connect-timeout'],
    ['CERT_HAS_EXPIRED', BEFORE, 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', BEFORE, 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', BEFORE, 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', BEFORE, 'tls'],
    ['EPROTO', BEFORE, 'tls'],
    ['UND_ERR_SOCKET', WAITING, 'reset'],
    ['ECONNRESET', WAITING, 'reset'],
    ['UND_ERR_HEADERS_TIMEOUT', WAITING, 'stall-timeout'],
    ['UND_ERR_HEADERS_OVERFLOW', WAITING, 'bad-response'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', WAITING, 'bad-response'],
    ['HPE_INVALID_CONSTANT', WAITING, 'bad-response'],
    ['UND_ERR_SOCKET', INSIDE, 'short-body'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', INSIDE, 'short-body'],
    ['UND_ERR_SOCKET', UNKNOWN_LENGTH, 'reset'],
    ['HPE_INVALID_EOF_STATE', UNKNOWN_LENGTH, 'reset'],
    ['ECONNRESET', INSIDE, 'reset'],
    ['EPIPE', INSIDE, 'reset'],
    ['ETIMEDOUT', INSIDE, 'reset'],
    ['UND_ERR_BODY_TIMEOUT', INSIDE, 'stall-timeout'],
    ['E_NEW_IN_NODE_40', INSIDE, 'reset'],
  ])('%s', (code, answer, expected) => {
    expect(networkFailure(coded(code), answer).code).toBe(expected);
    const wrapped = new TypeError('fetch failed', { cause: coded(code) });
    expect(networkFailure(wrapped, answer)).toMatchObject({ code: expected, cause: wrapped });
  });

  test('a failure in the contract’s words stays what it is, also inside another error', () => {
    const failure = new DownloadFailure('size-mismatch', '4 bytes came');
    expect(networkFailure(failure, INSIDE)).toBe(failure);
    expect(networkFailure(new Error('aborted', { cause: failure }), INSIDE)).toBe(failure);
  });

  test('a refusal is told in the words of the system, a missing name by its name', () => {
    const refused = Object.assign(coded('ECONNREFUSED'), { errno: -constants.errno.ECONNREFUSED });
    expect(networkFailure(refused, BEFORE).message).toBe('cannot connect: Connection refused');
    const unknown = Object.assign(coded('ENOTFOUND'), { hostname: 'h.invalid' });
    expect(networkFailure(unknown, BEFORE).message).toBe('no address for h.invalid: ENOTFOUND');
  });

  test('OpenSSL is quoted by its reason alone, what it says of its sources is not', () => {
    const refused = Object.assign(coded('ERR_SSL_WRONG_VERSION_NUMBER'), { reason: 'wrong version number' });
    expect(networkFailure(refused, BEFORE).message).toBe('TLS with h.test failed: wrong version number');
    const several = Object.assign(new Error('write EPROTO\n  here\n'), { code: 'EPROTO' });
    expect(networkFailure(several, BEFORE).message).toBe('TLS with h.test failed: write EPROTO here');
  });

  test('of several addresses that refuse the first is told', () => {
    const refused = Object.assign(coded('ECONNREFUSED'), { errno: -constants.errno.ECONNREFUSED });
    const all = Object.assign(new AggregateError([refused, refused]), { code: 'ECONNREFUSED' });
    expect(networkFailure(all, BEFORE).message).toBe('cannot connect: Connection refused');
  });

  test('a short body is told in numbers', () => {
    expect(networkFailure(coded('UND_ERR_SOCKET'), INSIDE).message).toBe(
      'the body ended after 5 of 10 bytes',
    );
  });
});
