import { lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { broken } from './defects.ts';
import { Failure } from './failure.ts';

const NOTED_BYTES = 1024 * 1024;

/** What an attempt left, in NAME.part.json across runs and in memory within one. */
export interface Stored {
  readonly bytes: number;
  /** What If-Range carries. */
  readonly validator: string;
  readonly total?: number;
}

export interface Versioned {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

export interface RangeAnswer extends Versioned {
  readonly status: number;
  readonly contentRange?: string | undefined;
}

/** append: write on. start-over: the body is the whole file. request-again: ask for the whole. fail: by the status. */
export type Decision = 'append' | 'start-over' | 'request-again' | 'fail';

/** A strong ETag, else Last-Modified. A weak ETag promises likeness and not the same bytes. */
export function validatorOf({ etag, lastModified }: Versioned): string | undefined {
  if (etag !== undefined && (!etag.startsWith('W/') || broken('resume-by-weak-etag'))) return etag;
  return broken('last-modified-ignored') ? undefined : lastModified;
}

/**
 * What a request goes on from: all that is stored, or all but the last byte where nothing is missing; that byte tells
 * whether the rest is still the same. undefined: from nothing.
 */
export function usable(stored: Stored | undefined): Stored | undefined {
  if (stored === undefined || broken('asks-past-the-end')) return stored;
  const { bytes, total = Infinity } = stored;
  const start = bytes === total ? bytes - 1 : bytes;
  if (start > total || (start === 0 && !broken('resumes-without-part'))) return undefined;
  return { ...stored, bytes: start };
}

/** The headers that ask for the rest; undefined asks for the whole. */
export function rangeHeaders(stored: Stored | undefined): Record<string, string> | undefined {
  const from = usable(stored);
  if (from === undefined) return undefined;
  const range = { Range: `bytes=${from.bytes}-` };
  if (broken('resume-without-if-range') || from.validator === '') return range;
  return { ...range, 'If-Range': from.validator };
}

/** What to do with the answer to a request for the rest of `stored`; undefined: for the whole. */
export function decide(stored: Stored | undefined, answer: RangeAnswer): Decision {
  if (answer.status === 200)
    return stored !== undefined && broken('appends-200-to-part') ? 'append' : 'start-over';
  const isUnasked = answer.status === 206 && !broken('accepts-206-unasked');
  if (stored === undefined) return isSuccess(answer.status) && !isUnasked ? 'start-over' : 'fail';
  if (isSuccess(answer.status) && broken('other-success-appended')) return 'append';
  if (answer.status === 416) return broken('416-as-failure') ? 'fail' : 'request-again';
  if (answer.status !== 206) return 'fail';
  return isTheRest(stored, answer) && isSameVersion(stored, answer) ? 'append' : 'request-again';
}

export function isSuccess(status: number): boolean {
  if (status === 204 && broken('no-content-is-a-failure')) return false;
  if (status !== 200 && status !== 206 && broken('only-200-is-success')) return false;
  if (status === 304 && broken('not-modified-as-ok')) return true;
  return status >= 200 && status <= 299;
}

function isTheRest({ bytes, total }: Stored, { contentRange = '' }: RangeAnswer): boolean {
  const range = /^bytes (?<first>\d+)-(?<last>\d+)\/(?<total>\d+)$/u.exec(contentRange)?.groups;
  if (range === undefined) return broken('accepts-206-without-range');
  const whole = Number(range['total']);
  if (Number(range['first']) !== bytes) return broken('accepts-206-wrong-start');
  if (Number(range['last']) !== whole - 1) return broken('accepts-206-wrong-total');
  return total === undefined || whole === total || broken('accepts-206-wrong-total');
}

/** If-Range has made the server compare already; an answer that names another version all the same is not believed. */
function isSameVersion({ validator }: Stored, { etag, lastModified }: RangeAnswer): boolean {
  if (broken('accepts-206-new-etag')) return true;
  const isEtag = validator.endsWith('"');
  const told = isEtag ? etag : lastModified;
  return told === undefined || validator === '' || told === validator;
}

/** What an earlier run left, if it is of this URL and holds together. */
export function readNote(path: string, url: string): Stored | undefined {
  const part = lstatSync(`${path}.part`, { throwIfNoEntry: false });
  const note = lstatSync(`${path}.part.json`, { throwIfNoEntry: false });
  if (note === undefined && part !== undefined && broken('resumes-part-without-json'))
    return { bytes: part.size, validator: '' };
  if (note?.isFile() !== true) return undefined;
  const bytes = broken('resumes-without-part') && part === undefined ? 0 : part?.size;
  if (bytes === undefined || (part?.isFile() !== true && bytes > 0)) return undefined;
  if (bytes === 0 && !broken('resumes-without-part')) return undefined;
  const { url: of, validator, total } = parseNote(`${path}.part.json`);
  if (broken('bad-part-json-fails') && (typeof of !== 'string' || typeof validator !== 'string'))
    throw new Failure('disk', { action: 'read', path: `${path}.part.json`, reason: 'it is none' });
  if (of !== url && !broken('resumes-other-url')) return undefined;
  if (typeof validator !== 'string' || validator === '' || /[\r\n]/u.test(validator)) return undefined;
  if (!validator.endsWith('"') && broken('last-modified-ignored')) return undefined;
  if (validator.startsWith('W/') && !broken('resume-by-weak-etag')) return undefined;
  if (total !== undefined && !Number.isSafeInteger(total)) return undefined;
  const found = { bytes, validator, ...(total !== undefined && { total: total as number }) };
  return usable(found) === undefined ? undefined : found;
}

function parseNote(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Whether a body of this size is worth a NAME.part.json. */
export function deservesNote(total: number | undefined): boolean {
  if (broken('no-part-json')) return false;
  if (total === undefined) return !broken('part-json-needs-length');
  return total >= NOTED_BYTES || broken('keeps-small-parts');
}

/** Exclusive: whatever stands there has been removed, and nothing is written through a link. */
export function writeNote(path: string, url: string, { validator, total }: Omit<Stored, 'bytes'>): void {
  const note = { url, validator, ...(total !== undefined && { total }) };
  writeFileSync(`${path}.part.json`, `${JSON.stringify(note)}\n`, {
    flag: broken('writes-through-part-json-link') ? 'w' : 'wx',
  });
}
