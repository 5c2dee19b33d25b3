import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { strongValidator, type Validator } from '../download/resume.ts';

/** What NAME.part.json tells of NAME.part: whose bytes they are, and of which version. */
export interface PartNote {
  /** Credentials masked. */
  readonly url: string;
  /** What If-Range will carry. */
  readonly validator: string;
  readonly total?: number | undefined;
}

const MOST_NOTE_BYTES = 16 * 1024;

/** Exclusive: never written through a link that stands there. */
export function writeNote(path: string, { url, validator, total }: PartNote): void {
  const descriptor = openSync(path, 'wx');
  try {
    writeSync(descriptor, `${JSON.stringify({ url, validator, ...(total !== undefined && { total }) })}\n`);
  } finally {
    closeSync(descriptor);
  }
}

/** @returns nothing where there is no note that holds */
export function readNote(path: string, bytes: number): PartNote | undefined {
  if (bytes > MOST_NOTE_BYTES) return undefined;
  try {
    return parseNote(readWithoutFollowing(path));
  } catch {
    return undefined;
  }
}

export function parseNote(text: string): PartNote | undefined {
  const value = JSON.parse(text) as Partial<Record<keyof PartNote, unknown>> | null;
  const { url, validator, total } = value ?? {};
  if (typeof url !== 'string' || typeof validator !== 'string') return undefined;
  if (total !== undefined && !(Number.isSafeInteger(total) && (total as number) >= 0)) return undefined;
  if (strongValidator(validatorOf(validator)) === undefined) return undefined;
  return { url, validator, ...(total !== undefined && { total: total as number }) };
}

/** If-Range carries an ETag, which is quoted, or a date. */
export function validatorOf(text: string): Validator {
  return text.startsWith('"') || text.startsWith('W/') ? { etag: text } : { lastModified: text };
}

function readWithoutFollowing(path: string): string {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}
