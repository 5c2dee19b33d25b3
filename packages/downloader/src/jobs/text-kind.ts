export const MOST_LOOKED_AT_BYTES = 64;

export type TextKind =
  | { readonly state: 'text'; readonly skippedBytes: number }
  | { readonly state: 'refused'; readonly reason: string };

/** Marks of the byte order, the longer ones first: UTF-32's begins as UTF-16's does. */
const MARKS: readonly [readonly number[], string][] = [
  [[0xff, 0xfe, 0, 0], 'UTF-32'],
  [[0, 0, 0xfe, 0xff], 'UTF-32'],
  [[0xff, 0xfe], 'UTF-16'],
  [[0xfe, 0xff], 'UTF-16'],
];
const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** Judges by the first bytes of an input whether it is text that can be read. */
export function kindOfText(start: Uint8Array): TextKind {
  const beginsWith = (mark: readonly number[]): boolean => mark.every((byte, at) => start[at] === byte);
  const wide = MARKS.find(([mark]) => beginsWith(mark));
  if (wide !== undefined) return { state: 'refused', reason: `it is ${wide[1]}; save it as UTF-8` };
  if (start.subarray(0, MOST_LOOKED_AT_BYTES).includes(0))
    return { state: 'refused', reason: 'it is not text' };
  return { state: 'text', skippedBytes: beginsWith(UTF8_MARK) ? UTF8_MARK.length : 0 };
}
