import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Tally } from '../src/counter.ts';
import { barLine, plainLine, startProgress, type Moment } from '../src/progress.ts';
import { closingLine, humanBytes } from '../src/report.ts';

const MOMENT: Moment = { ok: 5, failed: 1, bytes: 3 * 1024 * 1024, jobs: 12, shareTaken: 1, elapsedS: 2 };

describe('lines', () => {
  test('plain', () => {
    expect(plainLine(MOMENT)).toBe('6/12, 1 failed, 3.0 MiB, 1.5 MiB/s');
    expect(plainLine({ ...MOMENT, shareTaken: undefined })).toBe('6 done, 1 failed, 3.0 MiB, 1.5 MiB/s');
  });

  test('bar with the time left, cut to the terminal', () => {
    expect(barLine(MOMENT, 80)).toBe(
      '[############------------] 6/12, 1 failed, 3.0 MiB, 1.5 MiB/s, 2 s left',
    );
    expect(barLine(MOMENT, 40)).toHaveLength(39);
    expect(barLine({ ...MOMENT, shareTaken: undefined }, 80)).not.toContain('left');
    expect(barLine({ ...MOMENT, shareTaken: 0.5 }, 80)).toMatch(/^\[#{6}-{18}\] 6 done, .+, 6 s left$/u);
    expect(barLine({ ...MOMENT, ok: 0, failed: 0, jobs: 0 }, 80)).toContain('[------------------------] 0/0');
  });

  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [2.5, '3 B'],
    [1024, '1.0 KiB'],
    [1280, '1.3 KiB'],
    [12_288, '12.0 KiB'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
    [2 * 1024 ** 4, '2048.0 GiB'],
  ])('%d bytes', (bytes, text) => {
    expect(humanBytes(bytes)).toBe(text);
  });

  test('closing', () => {
    const downloads = { total: 30, ok: 29, failed: 1, skipped: 0, cancelled: 0 };
    const summary = { downloads, bytes: 1024 * 1024, durationNs: 310_000_000 } as Parameters<
      typeof closingLine
    >[0];
    expect(closingLine(summary)).toBe('29 ok, 1 failed, 1.0 MiB in 0.31 s (3.2 MiB/s)');
    Object.assign(downloads, { skipped: 4, cancelled: 5 });
    expect(closingLine(summary)).toMatch(/^29 ok, 1 failed, 4 skipped, 5 cancelled, 1.0 MiB in /u);
  });
});

describe('startProgress', () => {
  const tally = new Tally();

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function watch(mode: Parameters<typeof startProgress>[0], isTTY: boolean) {
    const written: string[] = [];
    const screen = { isTTY, columns: 80, write: (text: string) => written.push(text) };
    const progress = startProgress(mode, screen, tally, () => ({ jobs: 1, shareTaken: 1 }));
    vi.advanceTimersByTime(3000);
    progress.stop();
    return written;
  }

  test('a bar is drawn at most ten times a second and cleared in the end', () => {
    const written = watch('bar', false);
    expect(written.length).toBeLessThanOrEqual(3 * 10 + 2);
    expect(written.at(-1)).toBe('\r\u001b[K');
  });

  test('auto is a bar on a terminal and nothing elsewhere; plain is a line now and then', () => {
    expect(watch('auto', true).length).toBeGreaterThan(2);
    expect(watch('auto', false)).toEqual([]);
    expect(watch('none', true)).toEqual([]);
    expect(watch('plain', true)).toEqual(['0/1, 0 failed, 0 B, 0 B/s\n']);
  });
});
