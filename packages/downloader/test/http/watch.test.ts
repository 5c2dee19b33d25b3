import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DownloadFailure } from '../../src/failures/failure.ts';
import { Watch, type Watched } from '../../src/http/watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched(failures: DownloadFailure[], more: Partial<Watched> = {}): Watched {
  return {
    bagAt: -1,
    isConnecting: false,
    isPaused: false,
    moves: 0,
    seenMoves: 0,
    seenAtMs: 0,
    onSilence: (failure) => failures.push(failure),
    onSecond: () => undefined,
    ...more,
  };
}

test('what stands still is told once, what moves, is paused or has ended is not', () => {
  const watch = new Watch({ connectTimeoutS: 10, stallTimeoutS: 30 });
  const failures: DownloadFailure[] = [];
  watch.add(watched(failures));
  watch.add({
    ...watched(failures),
    get moves() {
      return performance.now();
    },
  });
  watch.add(watched(failures, { isPaused: true }));
  const ended = watched(failures);
  watch.add(ended);
  watch.remove(ended);
  vi.advanceTimersByTime(29_900);
  expect(failures).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(failures.map(({ message }) => message)).toEqual(['no byte came for 30 s']);
  watch.stop();
});

test('until there is a connection the other limit applies', () => {
  const watch = new Watch({ connectTimeoutS: 0.5, stallTimeoutS: 30 });
  const failures: DownloadFailure[] = [];
  watch.add(watched(failures, { isConnecting: true }));
  watch.add(watched(failures));
  vi.advanceTimersByTime(1000);
  expect(failures.map(({ code, message }) => [code, message])).toEqual([
    ['connect-timeout', 'no connection within 0.5 s'],
  ]);
  watch.stop();
});

test('about once a second there is a chance to save', () => {
  const watch = new Watch({ connectTimeoutS: 1, stallTimeoutS: 100 });
  let seconds = 0;
  watch.add(watched([], { isPaused: true, onSecond: () => (seconds += 1) }));
  vi.advanceTimersByTime(10_000);
  expect(seconds).toBeGreaterThanOrEqual(9);
  expect(seconds).toBeLessThanOrEqual(11);
  watch.stop();
});
