import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StallWatch } from '../src/strategies/stall-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what stands still is stalled once, what moves or has ended is not', () => {
  const watch = new StallWatch(30_000);
  const stalled: string[] = [];
  const still = watch.add(() => stalled.push('still'));
  still.bytes = () => 5;
  const moving = watch.add(() => stalled.push('moving'));
  moving.bytes = () => performance.now();
  watch.remove(watch.add(() => stalled.push('ended')));
  vi.advanceTimersByTime(29_000);
  expect(stalled).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(stalled).toEqual(['still']);
  watch.stop();
});
