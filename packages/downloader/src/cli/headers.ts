import { quoted } from '../quoted.ts';
import { UsageError } from './options.ts';

export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

/** What frames, routes or resumes a transfer is the downloader's own to say. */
const OURS = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'if-range',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** A token of RFC 9110, a colon, and a value without control characters; the blanks around it go. */
// oxlint-disable-next-line no-control-regex -- control characters are what may not be there
const HEADER = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([^\u0000-\u0008\u000a-\u001f\u007f]*)$/u;

/**
 * One --header, its name as it was written.
 * @throws UsageError where it is none, or one that the downloader sets itself
 */
export function parseHeader(given: string): HeaderLine {
  const [, name, value] = HEADER.exec(given) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError(`--header takes 'NAME: VALUE', not ${quoted(given)}`);
  if (OURS.has(name.toLowerCase())) throw new UsageError(`--header cannot set ${name}: the downloader does`);
  return { name, value: value.replaceAll(/^[ \t]+|[ \t]+$/gu, '') };
}
