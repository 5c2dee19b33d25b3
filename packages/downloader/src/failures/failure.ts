import type { FailureCode } from './codes.ts';
import { failureMessage, type FailureParams } from './messages.ts';
import { errorCode, systemWords } from './system.ts';

/** A download, or an attempt, that ended badly. Its message is for people; the URL is added where the record is made. */
export class DownloadFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'DownloadFailure';
    this.code = code;
  }
}

export function failure<C extends FailureCode>(
  code: C,
  params: FailureParams[C],
  cause?: unknown,
): DownloadFailure {
  return new DownloadFailure(code, failureMessage(code, params), cause);
}

/** A disk that refuses: full, read-only, name too long, a folder in the way. */
export function diskFailure(error: unknown, action: string, path: string): DownloadFailure {
  if (error instanceof DownloadFailure) return error;
  return failure('disk', { action, path, reason: systemWords(error) }, error);
}

/** @param asked whether only a part was asked for: then anything else that is no failure is none of its answers */
export function statusFailure(
  status: number,
  asked: 'whole' | 'part' = 'whole',
): DownloadFailure | undefined {
  if (status < 200 || status > 299) return failure('http-status', { status });
  if (status === 206) return failure('bad-response', { reason: 'a 206 nobody asked for' });
  if (asked === 'part') return failure('bad-response', { reason: `a ${status} where a part was asked for` });
  return undefined;
}

export { errorCode };
