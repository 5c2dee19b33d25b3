import { describe, expect, test } from 'vitest';
import { startFnv1a, startSha256 } from '../../src/download/work.ts';
import { readVectors } from '../kit/index.ts';

interface Fnv1aCase {
  readonly utf8?: string;
  readonly hex?: string;
  readonly repeat?: { byte: number; count: number };
  readonly fnv1a: string;
}

function bytesOf({ utf8, hex, repeat }: Fnv1aCase): Buffer {
  if (utf8 !== undefined) return Buffer.from(utf8);
  if (hex !== undefined) return Buffer.from(hex, 'hex');
  return Buffer.alloc(repeat?.count ?? 0, repeat?.byte);
}

describe('FNV-1a', () => {
  const { cases } = readVectors('fnv1a') as { cases: readonly Fnv1aCase[] };

  test.each(cases)('$fnv1a in one piece', (vector) => {
    const digest = startFnv1a();
    digest.update(bytesOf(vector));
    expect(digest.hex()).toBe(vector.fnv1a);
  });

  test.each(cases)('$fnv1a in two pieces', (vector) => {
    const bytes = bytesOf(vector);
    const digest = startFnv1a();
    digest.update(bytes.subarray(0, bytes.length / 3));
    digest.update(bytes.subarray(bytes.length / 3));
    expect(digest.hex()).toBe(vector.fnv1a);
  });
});

test('sha256 of abc', () => {
  const digest = startSha256();
  digest.update(Buffer.from('ab'));
  digest.update(Buffer.from('c'));
  expect(digest.hex()).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
