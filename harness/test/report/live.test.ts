import { describe, expect, test } from 'vitest';
import { createLive, type Live, type LiveRun } from '../../src/report/index.ts';
import { failedRun, okRun } from '../support/session.ts';

interface Stage {
  readonly live: Live;
  readonly written: string[];
  /** Lets time go by; whatever was to be called back in it, is. */
  readonly pass: (ms: number) => void;
}

function stage(isTTY: boolean, columns = 80): Stage {
  const written: string[] = [];
  let nowMs = 5000;
  let pending: { readonly callback: () => void; readonly atMs: number }[] = [];
  const live = createLive({
    stream: { write: (text) => written.push(text) },
    isTTY,
    columns,
    now: () => nowMs,
    later: (callback, afterMs) => {
      const entry = { callback, atMs: nowMs + afterMs };
      pending.push(entry);
      return () => {
        pending = pending.filter((each) => each !== entry);
      };
    },
  });
  const pass = (ms: number): void => {
    const untilMs = nowMs + ms;
    for (;;) {
      const due = pending
        .filter(({ atMs }) => atMs <= untilMs)
        .toSorted((left, right) => left.atMs - right.atMs)[0];
      if (due === undefined) break;
      pending = pending.filter((each) => each !== due);
      nowMs = due.atMs;
      due.callback();
    }
    nowMs = untilMs;
  };
  return { live, written, pass };
}

const CLEAR = '\r\u001B[2K';
const HIDE = '\u001B[?25l';
const SHOW = '\u001B[?25h';

const race = { title: 'seed', blocks: 2, variants: 2, mayEndEarlier: false, budgetMs: null };
const start = (variant: string, block: number, position: number): LiveRun => ({
  block,
  variant,
  position,
  of: 2,
});

/** What is on the last line of a terminal that was written this. */
function lastLine(written: readonly string[]): string {
  const lines = written.join('').replaceAll(HIDE, '').replaceAll(SHOW, '').split('\n');
  return (lines.at(-1) ?? '').split(CLEAR).at(-1) ?? '';
}

describe('on a terminal', () => {
  test('one line says block, row, its running median, and time left', () => {
    const { live, written, pass } = stage(true);
    live.scenarioStarted(race);
    pass(1000);
    live.runStarted(start('a/one', 0, 0));
    pass(1000);
    expect(lastLine(written)).toBe('seed · warm-up · a/one (1 of 2)');

    live.runEnded(okRun('a/one', 0, 999));
    live.runStarted(start('b/two', 0, 1));
    pass(100);
    expect(lastLine(written)).toBe('seed · warm-up · b/two (2 of 2) · 10 s left');

    live.runEnded(okRun('b/two', 0, 999));
    live.runEnded(okRun('a/one', 1, 120));
    live.runEnded(okRun('a/one', 2, 160));
    live.runStarted(start('a/one', 2, 0));
    pass(100);
    // 2.1 s for 4 of 6 runs; the warm-up is no part of the median.
    expect(lastLine(written)).toBe('seed · block 2 of 2 · a/one (1 of 2), 140 ms so far · 1 s left');
    expect(written.join('')).not.toContain('\n');
  });

  test('is drawn at most ten times a second, and the last change is not lost', () => {
    const { live, written, pass } = stage(true);
    live.scenarioStarted(race);
    const before = written.length;
    for (let step = 0; step < 1000; step += 1) {
      live.runStarted(start(`a/${step}`, 1, 0));
      pass(1);
    }
    expect(written.length - before).toBeLessThanOrEqual(10);
    pass(100);
    expect(lastLine(written)).toContain('a/999');
  });

  test('goes on counting down while a run lasts', () => {
    const { live, written, pass } = stage(true);
    live.scenarioStarted(race);
    pass(1000);
    live.runEnded(okRun('a/one', 0, 1));
    const left = Array.from({ length: 7 }, () => {
      pass(1000);
      return lastLine(written).split(' · ').at(-1);
    });
    expect(left.map((text) => text?.slice(0, 3))).toEqual(['5 s', '4 s', '3 s', '2 s', '1 s', '1 s', '1 s']);
  });

  test('time left lets each variant go on as it has so far', () => {
    const { live, written, pass } = stage(true);
    live.scenarioStarted({ ...race, blocks: 10 });
    pass(1000);
    live.runEnded(okRun('a/one', 0, 1));
    pass(9000);
    live.runEnded(okRun('b/two', 0, 1));
    pass(100);
    expect(lastLine(written)).toBe('seed · 1 min 40 s left');
    pass(8900);
    live.runEnded(okRun('b/two', 1, 1));
    pass(100);
    // Ten more of the one that takes 1 s, nine of the one that takes 9 s.
    expect(lastLine(written)).toBe('seed · 1 min 31 s left');
  });

  test('where it is narrow the title gives way to what changes', () => {
    const { live, written, pass } = stage(true, 40);
    live.scenarioStarted({ ...race, title: '30 small downloads over TLS' });
    pass(1000);
    live.runStarted(start('a/one', 1, 0));
    pass(1000);
    expect(lastLine(written)).toBe('block 1 of 2 · a/one (1 of 2)');
  });

  test.each([20, 40, 1])('is cut to %i columns, with one left free', (columns) => {
    const { live, written } = stage(true, columns);
    live.scenarioStarted({ ...race, title: 'x'.repeat(100) });
    expect(lastLine(written)).toHaveLength(columns - 1);
  });

  test('gives the cursor back, once, whenever it is closed', () => {
    const { live, written, pass } = stage(true);
    live.close();
    expect(written).toEqual([]);
    live.scenarioStarted(race);
    live.close();
    live.close();
    pass(10_000);
    const text = written.join('');
    expect(text.split(HIDE)).toHaveLength(2);
    expect(text.split(SHOW)).toHaveLength(2);
    expect(text.endsWith(`${CLEAR}${SHOW}`)).toBe(true);
    expect(lastLine(written)).toBe('');
  });

  test('keeps lines that stay apart from the one that does not', () => {
    const { live, written, pass } = stage(true);
    live.step('building the origin');
    live.scenarioStarted(race);
    pass(1000);
    live.runEnded(failedRun('a/one', 0));
    live.runEnded(failedRun('a/one', 1));
    pass(1000);
    live.scenarioEnded();
    const screen = written
      .join('')
      .replaceAll(HIDE, '')
      .replaceAll(SHOW, '')
      .split('\n')
      .map((line) => line.split(CLEAR).at(-1));
    expect(screen).toEqual(['building the origin', 'a/one failed in warm-up: exited with code 1.', '']);
  });
});

describe('elsewhere', () => {
  test('a plain line for each block, and for each first failure', () => {
    const { live, written, pass } = stage(false);
    live.step('building the origin');
    live.scenarioStarted(race);
    for (const block of [0, 1, 2]) {
      live.runStarted(start('a/one', block, 0));
      pass(40_000);
      live.runEnded(okRun('a/one', block, 1));
      live.runStarted(start('b/two', block, 1));
      live.runEnded(block === 0 ? okRun('b/two', 0, 1) : failedRun('b/two', block));
    }
    live.scenarioEnded();
    live.close();
    pass(10_000);
    expect(written.join('')).toMatchInlineSnapshot(`
      "building the origin
      seed: warm-up, 2 of 2 ok, 1 min 20 s left
      b/two failed in block 1 of 2: exited with code 1.
      seed: block 1 of 2, 1 of 2 ok, 40 s left
      seed: block 2 of 2, 1 of 2 ok
      "
    `);
  });

  test('no control sequence is ever written', () => {
    const { live, written } = stage(false);
    live.scenarioStarted(race);
    live.runEnded(
      failedRun('a/one', 0, { failures: [{ code: 'exit-code', message: '\u001B[31mred\nnext' }] }),
    );
    live.close();
    expect(written).toEqual(['a/one failed in warm-up: red next.\n']);
  });
});

describe('a race that may end before its blocks are run', () => {
  const adaptive = { ...race, blocks: 200, mayEndEarlier: true, budgetMs: 60_000 };

  test('tells blocks and time as the most there can be, and no more than the budget', () => {
    const { live, written, pass } = stage(true);
    live.scenarioStarted(adaptive);
    live.runStarted(start('a/one', 0, 0));
    pass(5000);
    live.runEnded(okRun('a/one', 0, 1));
    live.runStarted(start('b/two', 1, 1));
    pass(5000);
    expect(lastLine(written)).toBe('seed · block 1 of at most 200 · b/two (2 of 2) · at most 51 s left');
  });

  test('without a budget counts the blocks', () => {
    const { live, written, pass } = stage(false);
    live.scenarioStarted({ ...adaptive, variants: 1, budgetMs: null });
    pass(1000);
    live.runEnded(okRun('a/one', 0, 1));
    expect(written.join('')).toBe('seed: warm-up, 1 of 1 ok, at most 3 min 20 s left\n');
  });
});
