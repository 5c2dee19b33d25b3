import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Tally } from '../../src/counter.ts';
import { startProgress } from '../../src/progress/progress.ts';

const CLEAR_REST = String.raw`\u001b\[K`;

function start(mode: Parameters<typeof startProgress>[0], isTTY: boolean, columns = () => 80) {
  const written: string[] = [];
  const tally = new Tally();
  const screen = { isTTY: () => isTTY, columns, write: (text: string) => written.push(text) };
  return { written, tally, progress: startProgress(mode, screen, tally, () => 1) };
}

function watch(mode: Parameters<typeof startProgress>[0], isTTY: boolean) {
  const { written, tally, progress } = start(mode, isTTY);
  for (let tenth = 0; tenth < 50; tenth += 1) {
    tally.bytes.add(1);
    vi.advanceTimersByTime(100);
  }
  progress.stop();
  return written;
}

describe('startProgress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('a bar is drawn at most ten times a second, the cursor hidden until it is cleared in the end', () => {
    const written = watch('bar', false);
    expect(written.length).toBeGreaterThan(25);
    expect(written.length).toBeLessThanOrEqual(5 * 10 + 3);
    expect(written[0]).toBe('\u001b[?25l');
    for (const drawn of written.slice(1, -1))
      expect(drawn).toMatch(new RegExp(`^\r\\[.*${CLEAR_REST}$`, 'u'));
    expect(written.at(-1)).toBe('\r\u001b[K\u001b[?25h');
  });

  test('what does not change is drawn once a second', () => {
    const { written, progress } = start('bar', true);
    vi.advanceTimersByTime(5000);
    progress.stop();
    expect(written.length).toBeGreaterThanOrEqual(2 + 4);
    expect(written.length).toBeLessThanOrEqual(2 + 6);
  });

  test('the width is asked at each drawing; without one it is 80 columns', () => {
    let columns: number | undefined = 20;
    const { written, tally, progress } = start('bar', true, () => columns as number);
    columns = undefined;
    tally.bytes.add(1);
    vi.advanceTimersByTime(200);
    progress.stop();
    expect(written[1]).toBe('\r0/1  0 B  0 B/s\u001b[K');
    expect(written[2]?.length).toBeGreaterThan(40);
  });

  test('another line clears the bar, and the bar stands below it again', () => {
    const { written, progress } = start('bar', true);
    const drawn = written.at(-1) as string;
    expect(progress.around('p: it failed\n')).toBe(`\r\u001b[Kp: it failed\n${drawn}`);
    progress.stop();
    expect(start('plain', true).progress.around('x\n')).toBe('x\n');
  });

  test('auto is a bar on a terminal and nothing elsewhere; plain is a line now and then', () => {
    expect(watch('auto', true).length).toBeGreaterThan(2);
    expect(watch('auto', false)).toEqual([]);
    expect(watch('none', true)).toEqual([]);
    expect(watch('plain', true)).toEqual(['0/1  50 B  10 B/s  0 active\n']);
  });
});
