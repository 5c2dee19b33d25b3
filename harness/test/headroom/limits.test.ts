import { describe, expect, test } from 'vitest';
import { distributionOf } from '../../src/analyse/index.ts';
import { limitOf, limitsOf, type LimitsNs } from '../../src/headroom/index.ts';

const row = (...times: readonly number[]) => ({ wallNs: distributionOf(times) });

describe('limitOf', () => {
  test.each<[about: string, limits: LimitsNs, limit: ReturnType<typeof limitOf>]>([
    ['far from both', { origin: 50, disk: 79 }, null],
    ['at four fifths of it', { origin: 80, disk: null }, { by: 'origin', share: 0.8 }],
    ['above it, by noise', { origin: 110, disk: null }, { by: 'origin', share: 1.1 }],
    ['near the disk', { origin: 79, disk: 90 }, { by: 'disk', share: 0.9 }],
    ['near both: the nearer one', { origin: 85, disk: 95 }, { by: 'disk', share: 0.95 }],
    ['nothing known', { origin: null, disk: null }, null],
  ])('%s', (_, limits, limit) => {
    expect(limitOf(row(100), limits)).toEqual(limit);
  });

  test('it is the median that counts', () => {
    const limits = { origin: 90, disk: null };
    expect(limitOf(row(100, 1000, 80), limits)).toEqual({ by: 'origin', share: 0.9 });
    expect(limitOf(row(200, 1000, 80), limits)).toBeNull();
  });

  test('a row without a time has no limit', () => {
    expect(limitOf({ wallNs: null }, { origin: 1, disk: 1 })).toBeNull();
    expect(limitOf(row(0), { origin: 1, disk: 1 })).toBeNull();
  });
});

test('where the model of the network sets an ideal time, the origin is no limit', () => {
  const ceilings = { net: distributionOf([90]), disk: distributionOf([3]), originCpuShare: null };
  expect(limitsOf(ceilings, null)).toEqual({ origin: 90, disk: 3 });
  expect(limitsOf(ceilings, 85)).toEqual({ origin: null, disk: 3 });
  expect(limitsOf({ net: null, disk: null, originCpuShare: null }, null)).toEqual({
    origin: null,
    disk: null,
  });
});
