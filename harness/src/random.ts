import { createHash } from 'node:crypto';

/** A stream of pseudo-random numbers; the same seed and label give the same stream on every machine. */
export interface Random {
  /** Uniform over the integers 0 to 2^32 - 1. */
  readonly uint32: () => number;
  /** Uniform over [0, 1), 53 bits. */
  readonly unit: () => number;
  /** Uniform over the integers 0 to limit - 1; limit from 1 to 2^32. */
  readonly below: (limit: number) => number;
}

const rotateLeft = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));

/**
 * xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021). Its state is the first
 * 128 bits of the SHA-256 of the label and the seed, so that streams of neighbouring seeds, or of one seed under two
 * labels, have nothing in common.
 */
export function createRandom(seed: number, label: string): Random {
  const digest = createHash('sha256').update(`${label}\n${seed}`).digest();
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => digest.readInt32LE(at)) as [number, number, number, number];

  const uint32 = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  const unit = (): number => ((uint32() >>> 5) * 2 ** 26 + (uint32() >>> 6)) / 2 ** 53;
  const below = (limit: number): number => {
    // A plain remainder would favour small values: draws past the last whole multiple of the limit are thrown away.
    const end = 2 ** 32 - (2 ** 32 % limit);
    let drawn = uint32();
    while (drawn >= end) drawn = uint32();
    return drawn % limit;
  };
  return { uint32, unit, below };
}
