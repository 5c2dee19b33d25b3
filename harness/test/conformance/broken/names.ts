import { broken } from './defects.ts';

const MOST_BYTES = 240;
const MOST_EXTENSION_BYTES = 100;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[\u0000-\u001f\u007f<>:"/\\|?*]/gu;
const RESERVED = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)/iu;
const PART = /\.part(?:\.json)?$/iu;

/** The file name for a URL whose job names none. */
export function deriveName(url: URL): string {
  let name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  if (!broken('no-percent-decoding')) name = decoded(name);
  if (broken('query-in-name')) name += url.search;
  name = name.replaceAll(broken('keeps-forbidden-characters') ? '\0' : FORBIDDEN, '_');
  if (!broken('keeps-trailing-dots')) name = name.replace(/[. ]+$/u, '');
  if (name === '') name = 'index';
  if (RESERVED.test(name) && !broken('keeps-reserved-names')) name = `_${name}`;
  if (PART.test(name) && !broken('keeps-part-suffix')) name += '_';
  return cut(name);
}

/** As UTF-8; what is not UTF-8 stays as it stood. */
export function decoded(text: string): string {
  const bytes = Buffer.from(
    text.replaceAll(/%([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  try {
    const fatal = !broken('decodes-bad-utf8');
    return new TextDecoder('utf-8', { fatal, ignoreBOM: true }).decode(bytes);
  } catch {
    return text;
  }
}

function cut(name: string): string {
  if (Buffer.byteLength(name) <= MOST_BYTES || broken('long-names-not-cut')) return name;
  if (broken('cuts-inside-character')) return Buffer.from(name).subarray(0, MOST_BYTES).toString('utf8');
  const [stem, extension] = broken('cuts-the-extension') ? [name, ''] : split(name);
  const room = MOST_BYTES - Buffer.byteLength(extension);
  let kept = '';
  for (const character of stem) {
    if (Buffer.byteLength(kept + character) > room) break;
    kept += character;
  }
  return kept + extension;
}

/** The extension runs from the last dot that does not lead; over 100 bytes it is none. */
function split(name: string): readonly [stem: string, extension: string] {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot) : '';
  return extension === '' || Buffer.byteLength(extension) > MOST_EXTENSION_BYTES
    ? [name, '']
    : [name.slice(0, dot), extension];
}

/** What is wrong with the characters of an explicit path, if anything. */
export function pathFlaw(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.includes('\0') && !broken('allows-nul')) return 'it has a NUL';
  if (path.includes('\\') && !broken('allows-backslash')) return 'it has a backslash';
  if (PART.test(path) && !broken('allows-part-names')) return 'it ends like a part';
  if (path.startsWith('/')) return broken('allows-absolute-paths') ? undefined : 'it is absolute';
  const parts = path.split('/');
  if (parts.includes('..') && !broken('allows-dot-dot')) return "it has a part '..'";
  if (parts.includes('.') && !broken('allows-dot-part')) return "it has a part '.'";
  return parts.includes('') && !broken('allows-empty-parts') ? 'it has an empty part' : undefined;
}

/** The names taken in one run: derived ones are numbered, explicit ones refused. */
export class TakenNames {
  readonly #taken = new Set<string>();
  readonly #numbers = new Map<string, number>();

  takeDerived(name: string): string {
    const isFirst = broken('numbers-over-explicit') && !this.#numbers.has(name);
    if (this.takeExplicit(name) || isFirst || broken('ignores-collisions')) return name;
    const [stem, extension] = split(name);
    for (let number = (this.#numbers.get(name) ?? 1) + 1; ; number += 1) {
      const numbered = broken('numbers-after-extension')
        ? `${name}-${number}`
        : `${stem}-${number}${extension}`;
      if (!this.takeExplicit(numbered)) continue;
      this.#numbers.set(name, number);
      return numbered;
    }
  }

  free(path: string): void {
    this.#taken.delete(path);
  }

  takeExplicit(path: string): boolean {
    if (this.#taken.has(path)) return false;
    this.#taken.add(path);
    return true;
  }
}
