import { getSystemErrorMessage } from 'node:util';
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

export const RETRIED_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** A download that ended badly. `reason` is for people; the URL is added where the record is made. */
export class DownloadFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = 'DownloadFailure';
    this.code = code;
  }
}

/** A text from outside, as it stands in a message of one line. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')}'`;
}

/** What had been seen of an answer when its connection failed. */
export interface AnswerSoFar {
  readonly connected: boolean;
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
  const told = deepestCoded(error);
  if (told instanceof DownloadFailure) return told;
  const code = toldCode(told) ?? '';
  return new DownloadFailure(networkCode(code, answer), reasonOf(told, code, answer), error);
}

function networkCode(code: string, answer: AnswerSoFar): FailureCode {
  if (code === 'UND_ERR_CONNECT_TIMEOUT') return 'connect-timeout';
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'stall-timeout';
  if (code.startsWith('EAI_') || DNS_CODES.has(code)) return 'dns';
  if (isTls(code)) return 'tls';
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

function reasonOf(error: unknown, code: string, answer: AnswerSoFar): string {
  if (CLOSED_CODES.has(code) && isShort(answer)) {
    return `the body ended after ${answer.receivedBytes} of ${answer.expectedBytes} bytes`;
  }
  if (!answer.connected && error instanceof Error) {
    if (DNS_CODES.has(code) || code.startsWith('EAI_'))
      return 'hostname' in error ? `no address for ${String(error.hostname)}: ${code}` : error.message;
    if (CONNECT_CODES.has(code)) return `cannot connect: ${systemWords(error)}`;
  }
  const message = error instanceof Error && error.message !== '' ? error.message : 'the connection failed';
  return code === '' || code.startsWith('HPE_') || message.includes(code) ? message : `${message} (${code})`;
}

/** The system's own words, with a capital as the C library writes them. */
function systemWords(error: Error): string {
  if (!('errno' in error) || typeof error.errno !== 'number') return error.message;
  const words = getSystemErrorMessage(error.errno) ?? error.message;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A disk that refuses: full, read-only, name too long, a folder in the way. */
export function diskFailure(error: unknown, doing: string): DownloadFailure {
  if (error instanceof DownloadFailure) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new DownloadFailure('disk', `cannot ${doing}: ${why}`, error);
}

export function statusFailure(status: number): DownloadFailure | undefined {
  if (status === 206)
    return new DownloadFailure('bad-response', 'the server sent a part (206) that nobody asked for');
  if (status >= 200 && status <= 299) return undefined;
  return new DownloadFailure('http-status', `the server answered ${status}`);
}

export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function deepestCoded(error: unknown): unknown {
  let told = error;
  for (let next = error; next instanceof Error; next = next.cause) {
    if (next instanceof DownloadFailure) return next;
    if (toldCode(next) !== undefined) told = next;
  }
  return told;
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
