import { describe, expect, test } from 'vitest';
import { DESCRIBED_FROM_BYTES, killPoints, stoppedFiles, trialFiles } from '../../../src/trials/kill/plan.ts';

describe('trialFiles', () => {
  test('the same seed gives the same files, another one others', () => {
    expect(trialFiles(1)).toEqual(trialFiles(1));
    expect(trialFiles(1)).not.toEqual(trialFiles(2));
  });

  test.each([1, 2, 3])(
    'small, medium and large ones, some in chunks, each under its own path (seed %i)',
    (seed) => {
      const files = trialFiles(seed);
      expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
      expect(files.filter(({ bytes }) => bytes < 64 * 1024).length).toBeGreaterThanOrEqual(12);
      expect(stoppedFiles(files)).toHaveLength(4);
      const chunked = files.filter((file) => file.chunked).map(({ bytes }) => bytes >= DESCRIBED_FROM_BYTES);
      expect(new Set(chunked)).toEqual(new Set([false, true]));
    },
  );
});

describe('killPoints', () => {
  const files = trialFiles(1);
  const points = killPoints(300, files, 1);

  test('every third stands at a byte of each large file', () => {
    const bytes = points.filter((point) => point.kind === 'byte');
    expect(bytes).toHaveLength(100);
    const large = stoppedFiles(files);
    for (const { stops } of bytes) {
      expect(stops).toHaveLength(large.length);
      for (const [at, stop] of stops.entries()) expect(stop).toBeLessThan(large[at]?.bytes ?? 0);
    }
  });

  test('moments are spread over the whole course, and some are followed by a second kill', () => {
    const moments = points.filter((point) => point.kind === 'moment');
    const tenths = new Set(moments.map(({ fractions: [first = 1] }) => Math.floor(first * 10)));
    expect(tenths).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(moments.some(({ fractions }) => fractions.length === 2)).toBe(true);
    for (const fraction of moments.flatMap(({ fractions }) => fractions)) {
      expect(fraction).toBeGreaterThanOrEqual(0);
      expect(fraction).toBeLessThan(1);
    }
  });
});
