import { stripVTControlCharacters } from 'node:util';

const LONGEST = 200;

/** `65,536`. */
export function figure(value: number): string {
  return value.toLocaleString('en');
}

/** `1 byte`, `65,536 bytes`. */
export function bytesOf(bytes: number): string {
  return `${figure(bytes)} byte${bytes === 1 ? '' : 's'}`;
}

/** A value somebody else wrote, between quotes, on one line and not too long. */
export function quoted(text: string): string {
  return shortened(JSON.stringify(text));
}

export function shortened(text: string, longest = LONGEST): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${figure(text.length)} characters)`;
}

/** A text of a program's as one line that cannot move a cursor. */
export function oneLine(text: string): string {
  return shortened(
    stripVTControlCharacters(text)
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim(),
  );
}

/** `a`, `a and b`, `a, b and c`; what is too many is only counted. */
export function listOf(things: readonly string[], most = 8, and = 'and'): string {
  const shown = things.slice(0, most);
  const rest = things.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} ${and} ${figure(rest)} more`;
  const last = shown.at(-1) ?? 'nothing';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} ${and} ${last}`;
}
