import { describe, expect, test } from 'vitest';
import { distributionOf } from '../../src/analyse/index.ts';
import { limitOf, limitsOf, type LimitsNs } from '../../src/headroom/index.ts';
import { isBeaten } from '../../src/headroom/limits.ts';

const row = (...times: readonly number[]) => ({ wallNs: distributionOf(times) });

describe('limitOf', () => {
  test.each<[about: string, limits: LimitsNs, limit: ReturnType<typeof limitOf>]>([
    ['far from both', { origin: 50, disk: 79, both: null }, null],
    ['at four fifths of it', { origin: 80, disk: null, both: null }, { by: 'origin', share: 0.8 }],
    ['above it, by noise', { origin: 110, disk: null, both: null }, { by: 'origin', share: 1.1 }],
    ['near the disk', { origin: 79, disk: 90, both: null }, { by: 'disk', share: 0.9 }],
    ['near both: the nearer one', { origin: 85, disk: 95, both: null }, { by: 'disk', share: 0.95 }],
    ['near both at once', { origin: 20, disk: 20, both: 81 }, { by: 'both', share: 0.81 }],
    ['near one: that is what is said', { origin: 80, disk: 20, both: 95 }, { by: 'origin', share: 0.8 }],
    ['nothing known', { origin: null, disk: null, both: null }, null],
  ])('%s', (_, limits, limit) => {
    expect(limitOf(row(100), limits)).toEqual(limit);
  });

  test('it is the median that counts', () => {
    const limits = { origin: 90, disk: null, both: null };
    expect(limitOf(row(100, 1000, 80), limits)).toEqual({ by: 'origin', share: 0.9 });
    expect(limitOf(row(200, 1000, 80), limits)).toBeNull();
  });

  test('a row without a time has no limit', () => {
    expect(limitOf({ wallNs: null }, { origin: 1, disk: 1, both: null })).toBeNull();
    expect(limitOf(row(0), { origin: 1, disk: 1, both: null })).toBeNull();
  });
});

test('where the model of the network sets an ideal time, the origin is no limit', () => {
  const ceilings = {
    net: distributionOf([90]),
    disk: distributionOf([3]),
    both: distributionOf([95]),
    originCpuShare: null,
  };
  expect(limitsOf(ceilings, null, 100)).toEqual({ origin: 90, disk: 3, both: 95 });
  expect(limitsOf(ceilings, 85, 100)).toEqual({ origin: null, disk: 3, both: null });
  const none = { net: null, disk: null, both: null, originCpuShare: null };
  expect(limitsOf(none, null, null)).toEqual({ origin: null, disk: null, both: null });
});

test('both at once are no limit where a row took much less', () => {
  const ceilings = { net: null, disk: null, both: distributionOf([100]), originCpuShare: null };
  expect(limitsOf(ceilings, null, 80).both).toBe(100);
  expect(limitsOf(ceilings, null, 79).both).toBeNull();
  expect([isBeaten(ceilings, 80), isBeaten(ceilings, 79), isBeaten(ceilings, null)]).toEqual([
    false,
    true,
    false,
  ]);
});
