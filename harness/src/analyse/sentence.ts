import { stripVTControlCharacters } from 'node:util';

/** Characters; the longest `about` of a manifest has a little more than half. */
const LONGEST = 400;

/**
 * Text from a backend as one sentence for a note: on one line, without terminal control sequences (a message may quote
 * what a program printed), cut where it goes on for too long, and with one full stop.
 */
export function sentence(text: string): string {
  const plain = stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  if (plain.length > LONGEST) return `${plain.slice(0, LONGEST).toWellFormed()}…`;
  return /[.!?…]$/u.test(plain) ? plain : `${plain}.`;
}
