const MOST_NAME_BYTES = 240;
const MOST_EXTENSION_BYTES = 100;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[\u0000-\u001f\u007f<>:"/\\|?*]/gu;
const TRAILING = /[. ]+$/u;
const RESERVED_ON_WINDOWS = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)/iu;
const PART_SUFFIX = /\.part(?:\.json)?$/iu;
const PERCENT_ENCODED = /%([0-9a-f]{2})/giu;
// oxlint-disable-next-line no-control-regex -- anything outside ASCII
const NOT_ASCII = /[^\u0000-\u007f]/u;

/** The file name for a URL whose job names none. */
export function deriveName(url: URL): string {
  const path = url.pathname;
  let name = percentDecode(path.slice(path.lastIndexOf('/') + 1)).replaceAll(FORBIDDEN, '_');
  name = name.replace(TRAILING, '');
  if (name === '') name = 'index';
  if (RESERVED_ON_WINDOWS.test(name)) name = `_${name}`;
  if (PART_SUFFIX.test(name)) name += '_';
  return cut(name);
}

/** As UTF-8; where the bytes are not UTF-8 the whole part stays as it stood. A stray % stays. */
export function percentDecode(part: string): string {
  if (!part.includes('%')) return part;
  const bytes = Buffer.from(
    part.replaceAll(PERCENT_ENCODED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
  try {
    // ignoreBOM keeps a leading U+FEFF, which is a character of the name like any other.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return part;
  }
}

function cut(name: string): string {
  if (name.length * 3 <= MOST_NAME_BYTES || byteLength(name) <= MOST_NAME_BYTES) return name;
  const [stem, extension] = splitExtension(name);
  const room = MOST_NAME_BYTES - byteLength(extension);
  let bytes = 0;
  let kept = '';
  for (const character of stem) {
    bytes += byteLength(character);
    if (bytes > room) break;
    kept += character;
  }
  return kept + extension;
}

/** From the last dot that is not the first character; more than 100 bytes, the dot included, are no extension. */
export function splitExtension(name: string): readonly [stem: string, extension: string] {
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || byteLength(name.slice(dot)) > MOST_EXTENSION_BYTES) return [name, ''];
  return [name.slice(0, dot), name.slice(dot)];
}

function byteLength(text: string): number {
  return NOT_ASCII.test(text) ? Buffer.byteLength(text) : text.length;
}

/** What is unsafe in the characters of an explicit path; what links do to it on the disk is judged by files. */
export function pathFlaw(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (path.startsWith('/')) return 'it is absolute';
  if (path.includes('\\')) return 'it has a backslash';
  if (path.includes('\0')) return 'it has a NUL';
  if (PART_SUFFIX.test(path)) return 'its ending is that of files on their way';
  for (const part of path.split('/')) {
    if (part === '') return 'it has an empty part';
    if (part === '.' || part === '..') return `it has a part '${part}'`;
  }
  return undefined;
}
