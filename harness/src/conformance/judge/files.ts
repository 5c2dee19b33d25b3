import type { Misfit } from '../observation.ts';
import type { Entry, Tree } from '../sandbox/tree.ts';
import { bytesOf, figure, listOf, quoted, shortened } from './words.ts';

/** What is expected at a path, with all it takes to compare. */
export type ExpectedEntry =
  | {
      readonly kind: 'bytes';
      readonly content: Buffer;
      /** `65,536 bytes as served`. */
      readonly words: string;
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'atLeast'; readonly bytes: number }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'fifo' };

export interface ExpectedTree {
  readonly entries: ReadonlyMap<string, ExpectedEntry>;
  readonly alsoAllowed: ReadonlySet<string>;
}

/** Exactly these files and links; folders need not be named. `tree` is null where there is no such folder. */
export function judgeTree(check: string, expected: ExpectedTree, tree: Tree | null): readonly Misfit[] {
  const there: Tree = tree ?? new Map();
  const misfits = [...expected.entries].flatMap(([path, entry]) => {
    const misfit = misfitOf(path, entry, there);
    return misfit === null ? [] : [{ check, rule: null, ...misfit }];
  });
  const extra = [...there].filter(
    ([path, entry]) =>
      entry.kind !== 'folder' && !expected.entries.has(path) && !expected.alsoAllowed.has(path),
  );
  if (extra.length === 0) return misfits;
  const wanted = [...expected.entries.keys()];
  const nothingBut = wanted.length === 0 ? 'no file' : `nothing but ${listOf(wanted)}`;
  const also = listOf(extra.map(([path, entry]) => entryInWords(path, entry)));
  return [
    ...misfits,
    { check, rule: null, expected: nothingBut, seen: wanted.length === 0 ? also : `also ${also}` },
  ];
}

function misfitOf(
  path: string,
  expected: ExpectedEntry,
  tree: Tree,
): Pick<Misfit, 'expected' | 'seen'> | null {
  const entry = tree.get(path);
  const words = expectedInWords(path, expected);
  if (entry === undefined) return { expected: words, seen: `no ${path}; ${treeInWords(tree)}` };
  const seen = differenceOf(path, expected, entry);
  return seen === null ? null : { expected: words, seen };
}

/** What is wrong with it in words, or null. */
function differenceOf(path: string, expected: ExpectedEntry, entry: Entry): string | null {
  const found = entryInWords(path, entry);
  switch (expected.kind) {
    case 'folder':
      return entry.kind === 'folder' ? null : found;
    case 'fifo':
      return entry.kind === 'other' ? null : found;
    case 'link':
      return entry.kind === 'link' && entry.target === expected.target ? null : found;
    case 'atLeast':
      return entry.kind === 'file' && entry.bytes >= expected.bytes ? null : found;
    case 'json':
      return entry.kind === 'file' && isJson(entry.content, expected.value)
        ? null
        : `${found}: ${shortened(String(entry.content))}`;
    case 'text':
      if (entry.kind === 'file' && entry.content?.equals(Buffer.from(expected.text)) === true) return null;
      return entry.kind === 'file' ? `${path} with ${quoted(String(entry.content))}` : found;
    case 'bytes':
      return entry.kind === 'file' ? bytesDifference(path, expected.content, entry) : found;
    default:
      return expected satisfies never;
  }
}

function bytesDifference(path: string, expected: Buffer, entry: Entry): string | null {
  if (entry.content === null) return `${path} with ${bytesOf(entry.bytes)} that cannot be read`;
  if (entry.content.equals(expected)) return null;
  const at = firstDifference(expected, entry.content);
  const size = `${path} with ${bytesOf(entry.bytes)}`;
  if (at === entry.bytes && at === 0) return `${path}, empty`;
  if (at === entry.bytes) return `${size}, the right ones as far as they go`;
  if (at === expected.length) return `${size}: the right ones, and ${bytesOf(entry.bytes - at)} after them`;
  return `${size} that differ first at byte ${figure(at)}`;
}

function firstDifference(left: Buffer, right: Buffer): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) if (left[at] !== right[at]) return at;
  return length;
}

function isJson(content: Buffer | null, value: unknown): boolean {
  try {
    return sameJson(JSON.parse(String(content)), value);
  } catch {
    return false;
  }
}

function sameJson(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    return left === right;
  }
  const [one, other] = [Object.entries(left), Object.entries(right)];
  const names: Readonly<Record<string, unknown>> = { ...right };
  return (
    Array.isArray(left) === Array.isArray(right) &&
    one.length === other.length &&
    one.every(([name, each]) => name in names && sameJson(each, names[name]))
  );
}

function expectedInWords(path: string, expected: ExpectedEntry): string {
  switch (expected.kind) {
    case 'bytes':
      return `file ${path} with ${expected.words}`;
    case 'text':
      return `file ${path} with ${quoted(expected.text)}`;
    case 'json':
      return `file ${path} with the JSON ${shortened(JSON.stringify(expected.value))}`;
    case 'atLeast':
      return `file ${path}${expected.bytes === 0 ? '' : ` with at least ${bytesOf(expected.bytes)}`}`;
    case 'link':
      return `${path}, a link to ${expected.target}`;
    case 'folder':
      return `folder ${path}`;
    case 'fifo':
      return `${path}, a pipe`;
    default:
      return expected satisfies never;
  }
}

export function entryInWords(path: string, { kind, bytes, target }: Entry): string {
  switch (kind) {
    case 'file':
      return `${path} (${bytesOf(bytes)})`;
    case 'link':
      return `${path} (a link to ${target ?? 'somewhere'})`;
    case 'folder':
      return `${path} (a folder)`;
    case 'other':
      return `${path} (neither file nor folder)`;
    default:
      return kind satisfies never;
  }
}

function treeInWords(tree: Tree): string {
  const files = [...tree].filter(([, { kind }]) => kind !== 'folder');
  if (files.length === 0) return 'there is nothing';
  return `there is ${listOf(files.map(([path, entry]) => entryInWords(path, entry)))}`;
}
