import { quoted } from '../quoted.ts';
import { UsageError } from './options.ts';

/** The text of an option, and the option as it was written: -j or --concurrency. */
export interface Given {
  readonly text: string;
  readonly shown: string;
}

const MOST_SECONDS = 1_000_000;
const UNIT_BYTES: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

export function wholeNumber({ text, shown }: Given, least: number, most: number): number {
  const number = /^[0-9]{1,9}$/u.test(text) ? Number(text) : -1;
  if (number >= least && number <= most) return number;
  throw new UsageError(`${shown} takes a whole number from ${least} to ${most}, not ${quoted(text)}`);
}

/** @param floor whether 0 itself is taken */
export function seconds({ text, shown }: Given, floor: '0 or more' | 'above 0'): number {
  const number = parseSeconds(text);
  if (number !== undefined && (number > 0 || floor === '0 or more')) return number;
  throw new UsageError(
    `${shown} takes seconds${floor === '0 or more' ? ', 0 or more' : ' above 0'}, not ${quoted(text)}`,
  );
}

/** Digits with an optional fraction, at most a million. */
export function parseSeconds(text: string): number | undefined {
  if (!/^(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/u.test(text)) return undefined;
  const number = Number(text);
  return number <= MOST_SECONDS ? number : undefined;
}

export function size({ text, shown }: Given): number {
  const bytes = parseSize(text);
  if (bytes !== undefined) return bytes;
  throw new UsageError(`${shown} takes a number of bytes, with K, M or G if you like, not ${quoted(text)}`);
}

/** Bytes, K, M and G by 1024, as far as whole numbers are exact. */
export function parseSize(text: string): number | undefined {
  const [, digits, unit = ''] = /^([0-9]{1,16})([KMG]?)$/u.exec(text) ?? [];
  const bytes = digits === undefined ? Number.NaN : Number(digits) * (UNIT_BYTES[unit] as number);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

export function oneOf<T extends string>({ text, shown }: Given, choices: readonly T[]): T {
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  throw new UsageError(`${shown} takes one of ${choices.join(', ')}, not ${quoted(text)}`);
}
