import { getSystemErrorMessage } from 'node:util';
import type { RecordError } from '@fairfetch/contract';

export type Code = RecordError['code'];

export interface Details {
  readonly reason?: string;
  readonly host?: string;
  readonly seconds?: number;
  readonly status?: number;
  readonly proxyStatus?: number;
  readonly got?: number | string | undefined;
  readonly expected?: number | string | undefined;
  readonly limit?: number;
  readonly path?: string;
  readonly signal?: string;
  readonly action?: string;
  readonly kind?: string;
  readonly scheme?: string;
}

const BAD_JOBS: Readonly<Record<string, string>> = {
  long: 'the line is longer than 65,536 bytes',
  encoding: 'the line is not UTF-8',
  json: 'the line is not JSON',
  'no-url': 'the job has no "url" that is a text',
  url: 'this is not a URL',
  path: 'the job\'s "path" is not a text',
  sha256: 'the job\'s "sha256" is not 64 hexadecimal digits',
  bytes: 'the job\'s "bytes" is not a whole number from 0',
};

const MESSAGES: Readonly<Record<Code, (details: Details) => string>> = {
  'bad-job': ({ kind = '', scheme }) =>
    kind === 'scheme' ? `only http and https are fetched, not ${scheme}` : (BAD_JOBS[kind] ?? kind),
  'unsafe-path': ({ path, reason }) => `the path ${quoted(path)} is not safe: ${reason}`,
  'duplicate-path': ({ path }) => `an earlier job of this run has the path ${quoted(path)}`,
  exists: () => 'the file is there already',
  dns: ({ host, reason }) => `no address for ${host}: ${reason}`,
  connect: ({ reason, proxyStatus }) =>
    proxyStatus === undefined ? `cannot connect: ${reason}` : `the proxy refused: it answered ${proxyStatus}`,
  reset: ({ reason }) => `the connection was lost: ${reason}`,
  tls: ({ host, reason }) => `TLS with ${host} failed: ${reason}`,
  'connect-timeout': ({ seconds }) => `no connection within ${seconds} s`,
  'stall-timeout': ({ seconds }) => `no byte came for ${seconds} s`,
  timeout: ({ seconds }) => `not done within ${seconds} s`,
  'http-status': ({ status }) => `the server answered ${status}`,
  'short-body': ({ got, expected }) => `the body ended after ${got} of ${expected} bytes`,
  'bad-response': ({ reason }) => `the answer is not the HTTP that was asked for: ${reason}`,
  'too-many-redirects': ({ limit }) => `more than ${limit} redirects`,
  'bad-redirect': ({ reason }) => `the redirect leads nowhere: ${reason}`,
  'too-large': ({ limit }) => `larger than ${limit} bytes`,
  'size-mismatch': ({ got, expected }) => `${got} bytes came, the job says ${expected}`,
  'digest-mismatch': ({ got, expected }) => `the sha256 is ${got}, the job says ${expected}`,
  disk: ({ action, path, reason }) => `cannot ${action} ${path}: ${reason}`,
  cancelled: ({ signal }) => `stopped by ${signal}`,
};

/** Why a download failed, in the contract's words. The URL is put before it where it is told. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: Code;
  /** Of an answer that asks to wait: the floor of the wait. */
  retryAfterS: number | undefined;
  /** There was a Retry-After, and it asks for no wait. */
  waitIsNone = false;
  status: number | undefined;

  constructor(code: Code, details: Details = {}, cause?: unknown) {
    super(MESSAGES[code](details), cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = details.status;
  }
}

/**
 * @param action a verb
 * @param path what it is done to, relative to DIR
 */
export function onDisk<T>(action: string, path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('disk', { action, path, reason: systemWords(error) }, error);
  }
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The system's own words, with a capital as the C library writes them. */
export function systemWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!('errno' in error) || typeof error.errno !== 'number') return error.message || errorCode(error);
  const words = getSystemErrorMessage(error.errno) ?? error.message;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A text from outside, as it stands in a message of one line. */
export function quoted(text = ''): string {
  const inner = JSON.stringify(text).slice(1, -1);
  return `'${inner.replaceAll(String.raw`\"`, '"')}'`;
}

/** User and password of every URL in a text become ***. No scheme is looked for before it: that takes quadratic time. */
export function masked(text: string): string {
  return text.replaceAll(/(?<=[a-z0-9+.-]:\/\/)[^/\\?#\s]*@/giu, '***@');
}
