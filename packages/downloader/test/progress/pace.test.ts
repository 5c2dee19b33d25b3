import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Tally } from '../../src/counter.ts';
import { Pace } from '../../src/progress/pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the rate is that of the last five seconds, or since the start while that is nearer', () => {
  const tally = new Tally();
  const pace = new Pace(tally, () => null);
  const after = (seconds: number, bytes: number) => {
    tally.bytes.add(bytes);
    vi.advanceTimersByTime(seconds * 1000);
    return pace.read().bytesPerSecond;
  };
  expect(pace.read().bytesPerSecond).toBe(0);
  expect(after(1, 1000)).toBe(1000);
  expect(after(1, 3000)).toBe(2000);
  for (let second = 0; second < 5; second += 1) after(1, 500);
  expect(after(1, 500)).toBe(500);
});

test('the time left follows from what is done; nobody knows it before, nor without a total', () => {
  const tally = new Tally();
  let total: number | null = null;
  const pace = new Pace(tally, () => total);
  vi.advanceTimersByTime(6000);
  tally.ok.add(1);
  tally.failed.add(1);
  tally.skipped.add(1);
  expect(pace.read()).toMatchObject({ done: 3, total: null, etaSeconds: null, failed: 1 });
  total = 12;
  expect(pace.read().etaSeconds).toBe(18);
  total = 3;
  expect(pace.read().etaSeconds).toBe(0);
  expect(new Pace(new Tally(), () => 5).read().etaSeconds).toBeNull();
});
