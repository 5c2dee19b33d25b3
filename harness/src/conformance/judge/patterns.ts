/** Patterns of a case against single values. Every one can say in words what it expects. */
import type { CountsPattern, NumberPattern, TextPattern } from '@fairfetch/contract';
import { figure, listOf, quoted } from './words.ts';

/** Whether a text is as expected; undefined is one that is not there. */
export function fitsText(pattern: TextPattern, text: string | undefined): boolean {
  if (pattern === null) return text === undefined;
  if (text === undefined) return false;
  if (typeof pattern === 'string') return text === pattern;
  const { has = [], hasNot = [], startsWith = '', endsWith = '', oneOf } = pattern;
  return (
    has.every((part) => text.includes(part)) &&
    !hasNot.some((part) => text.includes(part)) &&
    text.startsWith(startsWith) &&
    text.endsWith(endsWith) &&
    (oneOf === undefined || oneOf.includes(text))
  );
}

export function textInWords(pattern: TextPattern): string {
  if (pattern === null) return 'absent';
  if (typeof pattern === 'string') return quoted(pattern);
  const { has, hasNot, startsWith, endsWith, oneOf } = pattern;
  const parts = [
    ...(has === undefined ? [] : [`with ${listOf(has.map(quoted))} in it`]),
    ...(hasNot === undefined ? [] : [`without ${listOf(hasNot.map(quoted), 8, 'or')} in it`]),
    ...(startsWith === undefined ? [] : [`that begins with ${quoted(startsWith)}`]),
    ...(endsWith === undefined ? [] : [`that ends with ${quoted(endsWith)}`]),
    ...(oneOf === undefined ? [] : [listOf(oneOf.map(quoted), 8, 'or')]),
  ];
  return parts.length === 0 ? 'present' : parts.join(' and ');
}

/** Whether a number is as expected; undefined is one that is not there. */
export function fitsNumber(pattern: NumberPattern, value: number | undefined): boolean {
  if (pattern === null) return value === undefined;
  if (value === undefined) return false;
  if (typeof pattern === 'number') return value === pattern;
  const { atLeast = -Infinity, atMost = Infinity, oneOf } = pattern;
  return value >= atLeast && value <= atMost && (oneOf === undefined || oneOf.includes(value));
}

export function numberInWords(pattern: NumberPattern): string {
  if (pattern === null) return 'absent';
  if (typeof pattern === 'number') return figure(pattern);
  const { atLeast, atMost, oneOf } = pattern;
  const parts = [
    ...(atLeast === undefined ? [] : [`at least ${figure(atLeast)}`]),
    ...(atMost === undefined ? [] : [`at most ${figure(atMost)}`]),
    ...(oneOf === undefined ? [] : [listOf(oneOf.map(figure), 8, 'or')]),
  ];
  return parts.join(' and ');
}

/** One field that is not as expected. */
export interface FieldMisfit {
  readonly name: string;
  readonly expected: string;
  readonly seen: string;
}

export function textField(
  name: string,
  pattern: TextPattern | undefined,
  value: unknown,
): readonly FieldMisfit[] {
  if (pattern === undefined) return [];
  const text = typeof value === 'string' ? value : undefined;
  if ((value === undefined || text !== undefined) && fitsText(pattern, text)) return [];
  return [{ name, expected: textInWords(pattern), seen: valueInWords(value) }];
}

export function numberField(
  name: string,
  pattern: NumberPattern | undefined,
  value: unknown,
): readonly FieldMisfit[] {
  if (pattern === undefined) return [];
  const number = typeof value === 'number' ? value : undefined;
  if ((value === undefined || number !== undefined) && fitsNumber(pattern, number)) return [];
  return [{ name, expected: numberInWords(pattern), seen: valueInWords(value) }];
}

/** Numbers by name: those that are named, or exactly those. */
export function countFields(
  name: string,
  pattern: CountsPattern | undefined,
  value: unknown,
): readonly FieldMisfit[] {
  if (pattern === undefined) return [];
  const counts = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { exactly, ...some } = pattern as { exactly?: Record<string, number> } & Record<
    string,
    NumberPattern
  >;
  const named = Object.entries(some).flatMap(([key, each]) =>
    numberField(`${name}.${key}`, each, counts[key]),
  );
  if (exactly === undefined) return named;
  const keys = new Set([...Object.keys(exactly), ...Object.keys(counts)]);
  const same = [...keys].every((key) => exactly[key] === counts[key]);
  if (same) return named;
  return [...named, { name, expected: countsInWords(exactly), seen: countsInWords(counts) }];
}

function countsInWords(counts: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(counts).map(([key, value]) => `${key} ${String(value)}`);
  return words.length === 0 ? 'none' : words.join(', ');
}

function valueInWords(value: unknown): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'number' ? figure(value) : quoted(JSON.stringify(value));
}

/** `attempts 2, status 206`. */
export function fieldsInWords(misfits: readonly FieldMisfit[], which: 'expected' | 'seen'): string {
  return misfits.map((misfit) => `${misfit.name} ${misfit[which]}`).join(', ');
}
