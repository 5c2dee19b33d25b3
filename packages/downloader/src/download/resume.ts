/** What identifies the version of a file an earlier attempt got part of. */
export interface Validator {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

/** What an earlier attempt left. */
export interface Part {
  readonly bytes: number;
  readonly validator: Validator;
  /** Size of the whole, where the server told it. */
  readonly total?: number | undefined;
}

export interface RangeHeaders {
  readonly Range: string;
  readonly 'If-Range': string;
}

export interface RangeAnswer {
  readonly status: number;
  readonly contentRange?: string | undefined;
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

/**
 * append: write on from the offset. start-over: this body is the whole file. request-again: put the part away and ask
 * for the whole at once, which is no retry. fail: judge by the status.
 */
export type ResumeDecision = 'append' | 'start-over' | 'request-again' | 'fail';

const STRONG_ETAG = /^"[\u0021\u0023-\u007e]*"$/u;
const PRINTABLE = /^[\u0020-\u007e]+$/u;
const CONTENT_RANGE = /^bytes (?<first>\d{1,15})-(?<last>\d{1,15})\/(?<total>\d{1,15})$/u;

/**
 * Where a part is gone on with, 0 for not at all. One as long as its total gives up its last byte: the answer to a
 * request for that tells whether it is still the same, and it need not all be sent again.
 */
export function resumeOffset({ bytes, total }: Omit<Part, 'validator'>): number {
  if (total === undefined || bytes < total) return bytes;
  return bytes === total ? Math.max(bytes - 1, 0) : 0;
}

/** The headers that ask for the rest of a part; undefined asks for the whole. */
export function rangeHeaders(part: Part): RangeHeaders | undefined {
  const offset = resumeOffset(part);
  const validator = strongValidator(part.validator);
  if (offset === 0 || validator === undefined) return undefined;
  return { Range: `bytes=${offset}-`, 'If-Range': validator };
}

/** What to do with the answer to a request for the bytes from `offset`, where 0 asked for the whole. */
export function decideOnAnswer(
  offset: number,
  total: number | undefined,
  validator: Validator,
  answer: RangeAnswer,
): ResumeDecision {
  if (answer.status === 200) return 'start-over';
  if (offset === 0) return 'fail';
  if (answer.status === 416) return 'request-again';
  if (answer.status !== 206) return 'fail';
  return isTheRest(offset, total, answer) && isSameVersion(validator, answer) ? 'append' : 'request-again';
}

/** The size of the whole that a Content-Range names. */
export function totalOf(contentRange: string | undefined): number | undefined {
  const total = CONTENT_RANGE.exec(contentRange ?? '')?.groups?.['total'];
  return total === undefined ? undefined : Number(total);
}

function isTheRest(offset: number, total: number | undefined, answer: RangeAnswer): boolean {
  const range = CONTENT_RANGE.exec(answer.contentRange ?? '')?.groups;
  if (range === undefined) return false;
  const whole = Number(range['total']);
  return (
    Number(range['first']) === offset &&
    offset < whole &&
    Number(range['last']) === whole - 1 &&
    (total === undefined || whole === total)
  );
}

/** If-Range has made the server compare already; an answer that names another version all the same is not believed. */
function isSameVersion(validator: Validator, answer: RangeAnswer): boolean {
  const asked = strongEtag(validator.etag);
  if (asked !== undefined) return answer.etag === undefined || answer.etag === asked;
  return answer.lastModified === undefined || answer.lastModified === validator.lastModified;
}

/** What If-Range carries, where there is anything it can carry. */
export function strongValidator(validator: Validator): string | undefined {
  return strongEtag(validator.etag) ?? printable(validator.lastModified);
}

/** A weak ETag promises likeness, not the same bytes: it is as good as none. So is what is no ETag at all. */
function strongEtag(etag: string | undefined): string | undefined {
  return etag !== undefined && STRONG_ETAG.test(etag) ? etag : undefined;
}

/** It goes back into a header, by way of a file perhaps. */
function printable(text: string | undefined): string | undefined {
  return text !== undefined && PRINTABLE.test(text) ? text : undefined;
}
