import { quoted } from '../quoted.ts';
import type { FailureCode } from './codes.ts';

export type StopSignalName = 'SIGINT' | 'SIGTERM';

type BadJob =
  | { readonly kind: 'long' | 'encoding' | 'json' | 'no-url' | 'url' }
  | { readonly kind: 'scheme'; readonly scheme: string }
  | { readonly kind: 'field'; readonly field: string; readonly takes: string };

/** What is told of a failure besides its code. Reasons stand in the words of the library or the system. */
export interface FailureParams {
  readonly 'bad-job': BadJob;
  readonly 'unsafe-path': { readonly path: string; readonly reason: string };
  readonly 'duplicate-path': { readonly path: string };
  readonly exists: Readonly<Record<string, never>>;
  readonly dns: { readonly host: string; readonly reason: string };
  readonly connect: { readonly reason: string } | { readonly proxyStatus: number };
  readonly reset: { readonly reason: string };
  readonly tls: { readonly host: string; readonly reason: string };
  readonly 'connect-timeout': { readonly seconds: number };
  readonly 'stall-timeout': { readonly seconds: number };
  readonly timeout: { readonly seconds: number };
  readonly 'http-status': { readonly status: number };
  readonly 'short-body': { readonly got: number; readonly expected: number };
  readonly 'bad-response': { readonly reason: string };
  readonly 'too-many-redirects': { readonly limit: number };
  readonly 'bad-redirect': { readonly reason: string };
  readonly 'too-large': { readonly limit: number };
  readonly 'size-mismatch': { readonly got: number; readonly expected: number };
  readonly 'digest-mismatch': { readonly got: string; readonly expected: string };
  readonly disk: { readonly action: string; readonly path: string; readonly reason: string };
  readonly cancelled: { readonly signal: StopSignalName };
}

const MESSAGES: { readonly [C in FailureCode]: (params: FailureParams[C]) => string } = {
  'bad-job': badJob,
  'unsafe-path': ({ path, reason }) => `the path ${quoted(path)} is not safe: ${reason}`,
  'duplicate-path': ({ path }) => `an earlier job of this run has the path ${quoted(path)}`,
  exists: () => 'the file is there already',
  dns: ({ host, reason }) => `no address for ${host}: ${reason}`,
  connect: (params) =>
    'proxyStatus' in params
      ? `the proxy refused: it answered ${params.proxyStatus}`
      : `cannot connect: ${params.reason}`,
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

/** What a person reads after the URL and a colon: the same in every language. */
export function failureMessage<C extends FailureCode>(code: C, params: FailureParams[C]): string {
  return MESSAGES[code](params);
}

function badJob(params: BadJob): string {
  switch (params.kind) {
    case 'long':
      return 'the line is longer than 65,536 bytes';
    case 'encoding':
      return 'the line is not UTF-8';
    case 'json':
      return 'the line is not JSON';
    case 'no-url':
      return 'the job has no "url" that is a text';
    case 'url':
      return 'this is not a URL';
    case 'scheme':
      return `only http and https are fetched, not ${params.scheme}`;
    case 'field':
      return `the job's "${params.field}" is not ${params.takes}`;
    default:
      return params satisfies never;
  }
}
