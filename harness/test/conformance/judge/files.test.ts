import { describe, expect, test } from 'vitest';
import { judgeTree, type ExpectedEntry } from '../../../src/conformance/judge/files.ts';
import type { Entry } from '../../../src/conformance/sandbox/tree.ts';
import { file, other, tree } from '../support.ts';

const SERVED = Buffer.from(Array.from({ length: 65_536 }, (_, index) => index % 251));
const AS_SERVED: ExpectedEntry = { kind: 'bytes', content: SERVED, words: '65,536 bytes as served' };

function damaged(at: number): Buffer {
  const copy = Buffer.from(SERVED);
  copy[at] = 255;
  return copy;
}

function judge(expected: ExpectedEntry | null, found: Entry | null, more: Record<string, Entry> = {}) {
  const entries = new Map(expected === null ? [] : [['a', expected]]);
  const there = tree({ ...(found === null ? {} : { a: found }), ...more });
  return judgeTree('files', { entries, alsoAllowed: new Set(['may']) }, there).map(
    (misfit) => `${misfit.expected} | ${misfit.seen}`,
  );
}

describe('a file', () => {
  test.each<[string, ExpectedEntry, Entry | null]>([
    ['the right bytes', AS_SERVED, file(SERVED)],
    ['a text', { kind: 'text', text: 'é' }, file('é')],
    ['JSON in any order', { kind: 'json', value: { a: 1, b: [2] } }, file('{"b": [2], "a": 1}\n')],
    ['any size', { kind: 'atLeast', bytes: 2 }, file('abc')],
    ['a link', { kind: 'link', target: 'x' }, other('link', 'x')],
    ['a folder', { kind: 'folder' }, other('folder')],
    ['a pipe', { kind: 'fifo' }, other('other')],
  ])('%s is as expected', (_what, expected, found) => {
    expect(judge(expected, found)).toEqual([]);
  });

  test.each<[ExpectedEntry, Entry | null, string]>([
    [AS_SERVED, null, 'file a with 65,536 bytes as served | no a; there is nothing'],
    [
      AS_SERVED,
      file(damaged(4096)),
      'file a with 65,536 bytes as served | a with 65,536 bytes that differ first at byte 4,096',
    ],
    [
      AS_SERVED,
      file(SERVED.subarray(0, 10)),
      'file a with 65,536 bytes as served | a with 10 bytes, the right ones as far as they go',
    ],
    [AS_SERVED, file(''), 'file a with 65,536 bytes as served | a, empty'],
    [
      AS_SERVED,
      file(Buffer.concat([SERVED, Buffer.from('x')])),
      'file a with 65,536 bytes as served | a with 65,537 bytes: the right ones, and 1 byte after them',
    ],
    [AS_SERVED, other('link', '../x'), 'file a with 65,536 bytes as served | a (a link to ../x)'],
    [{ kind: 'text', text: 'old' }, file('new'), 'file a with "old" | a with "new"'],
    [
      { kind: 'json', value: { a: 1 } },
      file('{"a":2}'),
      'file a with the JSON {"a":1} | a (7 bytes): {"a":2}',
    ],
    [{ kind: 'json', value: [] }, file('{}'), 'file a with the JSON [] | a (2 bytes): {}'],
    [{ kind: 'atLeast', bytes: 4 }, file('abc'), 'file a with at least 4 bytes | a (3 bytes)'],
    [{ kind: 'link', target: 'x' }, file('abc'), 'a, a link to x | a (3 bytes)'],
    [{ kind: 'folder' }, file('abc'), 'folder a | a (3 bytes)'],
  ])('is told from what it should be: %#', (expected, found, words) => {
    expect(judge(expected, found)).toEqual([words]);
  });
});

describe('what else is there', () => {
  test('is named with what should be', () => {
    expect(judge(AS_SERVED, file(SERVED), { 'a.part': file('x'), l: other('link', 'y') })).toEqual([
      'nothing but a | also a.part (1 byte) and l (a link to y)',
    ]);
    expect(judge(null, null, { 'a.part': file('x') })).toEqual(['no file | a.part (1 byte)']);
  });

  test('may be allowed; folders are no matter', () => {
    expect(judge(null, null, { may: file('x'), folder: other('folder') })).toEqual([]);
  });

  test('helps to see where a missing file went', () => {
    expect(judge(AS_SERVED, null, { may: file('xy') })).toEqual([
      'file a with 65,536 bytes as served | no a; there is may (2 bytes)',
    ]);
  });
});
