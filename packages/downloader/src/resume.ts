/** What identifies the version of a file an earlier attempt got part of. */
export interface Validator {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** What an earlier attempt left. */
export interface Part {
  readonly bytes: number;
  readonly validator: Validator;
  /** Size of the whole, where the server told it. */
  readonly total?: number;
}

export interface RangeHeaders {
  readonly Range: string;
  readonly 'If-Range': string;
}

export interface RangeAnswer {
  readonly status: number;
  readonly contentRange?: string;
  readonly etag?: string;
  readonly lastModified?: string;
}

/**
 * append: write on from the offset. start-over: this body is the whole file. request-again: put the part away and ask
 * for the whole at once, which is no retry. fail: judge by the status.
 */
export type ResumeDecision = 'append' | 'start-over' | 'request-again' | 'fail';

const CONTENT_RANGE = /^bytes (?<first>\d+)-(?<last>\d+)\/(?<total>\d+)$/u;

/** The headers that ask for the rest of a part; undefined asks for the whole. */
export function rangeHeaders(part: Part): RangeHeaders | undefined {
  if (part.bytes === 0 || (part.total !== undefined && part.bytes >= part.total)) return undefined;
  const validator = strongValidator(part.validator);
  return validator === undefined ? undefined : { Range: `bytes=${part.bytes}-`, 'If-Range': validator };
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

function isTheRest(offset: number, total: number | undefined, answer: RangeAnswer): boolean {
  const range = CONTENT_RANGE.exec(answer.contentRange ?? '')?.groups;
  if (range === undefined) return false;
  const whole = Number(range['total']);
  return (
    Number(range['first']) === offset &&
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

function strongValidator(validator: Validator): string | undefined {
  return strongEtag(validator.etag) ?? validator.lastModified;
}

/** A weak ETag promises likeness, not the same bytes: it is as good as none. */
function strongEtag(etag: string | undefined): string | undefined {
  return etag === undefined || etag.startsWith('W/') ? undefined : etag;
}
