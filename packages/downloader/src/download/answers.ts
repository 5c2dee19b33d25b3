import { failure, statusFailure } from '../failures/failure.ts';
import { decideOnAnswer, rangeHeaders, totalOf, type Part, type RangeHeaders } from './resume.ts';

/** Lower-case names. */
export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What a final answer means for the file. Throws DownloadFailure where it means none. */
export type Judgement =
  | { readonly do: 'append'; readonly part: Part; readonly total: number }
  | { readonly do: 'start-over'; readonly part: Part }
  | { readonly do: 'request-again' };

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return REDIRECTS.has(status);
}

/** The headers that go on with what is stored, if anything can be gone on with. */
export function rangeFor(part: Part | undefined): RangeHeaders | undefined {
  return part === undefined ? undefined : rangeHeaders(part);
}

/**
 * @param asked the part whose rest was asked for; undefined where the whole was
 * @throws DownloadFailure where the answer is none to what was asked, or larger than `limit`
 */
export function judge(
  status: number,
  headers: AnswerHeaders,
  asked: Part | undefined,
  limit: number | undefined,
): Judgement {
  const etag = headerOf(headers, 'etag');
  const lastModified = headerOf(headers, 'last-modified');
  if (asked !== undefined) {
    const contentRange = headerOf(headers, 'content-range');
    const answer = { status, contentRange, etag, lastModified };
    const decision = decideOnAnswer(asked.bytes, asked.total, asked.validator, answer);
    if (decision === 'request-again') return { do: 'request-again' };
    if (decision === 'append') return append(asked, totalOf(contentRange) as number, limit);
  }
  const refused = statusFailure(status, asked !== undefined && status !== 200 ? 'part' : 'whole');
  if (refused !== undefined) throw refused;
  const total = lengthOf(headers);
  if (total !== undefined) refuseLarger(total, limit);
  return { do: 'start-over', part: { bytes: 0, validator: { etag, lastModified }, total } };
}

/** The first of the headers of a name. */
export function headerOf(headers: AnswerHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function append(part: Part, total: number, limit: number | undefined): Judgement {
  refuseLarger(total, limit);
  return { do: 'append', part, total };
}

function refuseLarger(total: number, limit: number | undefined): void {
  if (limit !== undefined && total > limit) throw failure('too-large', { limit });
}

function lengthOf(headers: AnswerHeaders): number | undefined {
  const length = headerOf(headers, 'content-length');
  return length === undefined || length === '' ? undefined : Number(length);
}
