import type { FailureCode } from './codes.ts';
import { DownloadFailure, failure } from './failure.ts';
import { errorCode, oneLine, systemWords } from './system.ts';

/** What had been seen of an answer when its connection failed. */
export interface AnswerSoFar {
  readonly connected: boolean;
  /** Who was asked. */
  readonly host: string;
  readonly status: number | undefined;
  /** Content-Length, when there was one. */
  readonly expectedBytes: number | undefined;
  readonly receivedBytes: number;
}

const CONNECT_CODES = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
]);
const DNS_CODES = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME', 'ERR_INVALID_IP_ADDRESS']);
const LOST_CODES = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET']);
/** An orderly end of the stream, however the parser words it. */
const CLOSED_CODES = new Set([
  'UND_ERR_SOCKET',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_EOF_STATE',
]);
/** OpenSSL's names for a certificate that does not hold. */
const CERTIFICATE_CODES = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CERT_CHAIN_TOO_LONG',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNSPECIFIED',
]);

/**
 * Puts an error of the network into the contract's words: by `code`, never by message. What is unknown counts as the
 * phase it struck in. fetch wraps the error that tells as `cause`, so causes are followed first.
 */
export function networkFailure(error: unknown, answer: AnswerSoFar): DownloadFailure {
  const telling = deepestCoded(error);
  if (telling instanceof DownloadFailure) return telling;
  return told(networkCode(toldCode(telling) ?? '', answer), telling, answer, error);
}

function networkCode(code: string, answer: AnswerSoFar): FailureCode {
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'connect-timeout';
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'stall-timeout';
  if (code.startsWith('EAI_') || DNS_CODES.has(code)) return 'dns';
  if (isTls(code)) return 'tls';
  // The parser words it so, too, where it stopped at a second Content-Length that differs.
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' && answer.expectedBytes === undefined)
    return 'bad-response';
  if (CLOSED_CODES.has(code)) return isShort(answer) ? 'short-body' : 'reset';
  if (code.startsWith('HPE_') || code === 'UND_ERR_HEADERS_OVERFLOW') return 'bad-response';
  if (!answer.connected && code === 'ETIMEDOUT') return 'connect-timeout';
  if (CONNECT_CODES.has(code)) return 'connect';
  if (LOST_CODES.has(code)) return 'reset';
  return answer.connected ? 'reset' : 'connect';
}

function isTls(code: string): boolean {
  return (
    code.startsWith('ERR_SSL_') ||
    code.startsWith('ERR_TLS_') ||
    code === 'EPROTO' ||
    CERTIFICATE_CODES.has(code)
  );
}

/** Fewer bytes than Content-Length promised: an orderly close is then no lost connection but a short body. */
function isShort({ status, expectedBytes, receivedBytes }: AnswerSoFar): boolean {
  return status !== undefined && expectedBytes !== undefined && receivedBytes < expectedBytes;
}

/** In the contract's words, with the numbers and names that are known. */
function told(code: FailureCode, error: unknown, answer: AnswerSoFar, cause: unknown): DownloadFailure {
  const { host } = answer;
  switch (code) {
    case 'dns':
      return failure(
        'dns',
        { host: hostOf(error) ?? host, reason: errorCode(error) ?? systemWords(error) },
        cause,
      );
    case 'short-body':
      return failure('short-body', { got: answer.receivedBytes, expected: answer.expectedBytes ?? 0 }, cause);
    case 'tls':
      return failure('tls', { host, reason: tlsReason(error) }, cause);
    case 'connect':
    case 'reset':
    case 'bad-response':
      return failure(code, { reason: systemWords(error) }, cause);
    default:
      return new DownloadFailure(code, systemWords(error), cause);
  }
}

/** The name that was looked up: the proxy's perhaps, and not the server's. */
function hostOf(error: unknown): string | undefined {
  return error instanceof Error && 'hostname' in error ? String(error.hostname) : undefined;
}

/** OpenSSL's messages name its own sources; its reason alone is what a person can use. */
function tlsReason(error: unknown): string {
  const reason = error instanceof Error && 'reason' in error ? error.reason : undefined;
  return typeof reason === 'string' && reason !== '' ? oneLine(reason) : systemWords(error);
}

function deepestCoded(error: unknown): unknown {
  let telling = error;
  for (let next = error; next instanceof Error; next = next.cause) {
    if (next instanceof DownloadFailure) return next;
    if (toldCode(next) !== undefined) telling = next;
  }
  return telling;
}

/**
 * undici means to give the parser's errors a code, but looks it up the wrong way round and gives none; their class has
 * a name of its own. An error at the end of the stream, and not in its bytes, carries no data.
 */
function toldCode(error: unknown): string | undefined {
  const code = errorCode(error);
  if (code !== undefined || !(error instanceof Error) || error.name !== 'HTTPParserError') return code;
  return 'data' in error && error.data ? 'HPE_UNKNOWN' : 'HPE_INVALID_EOF_STATE';
}
