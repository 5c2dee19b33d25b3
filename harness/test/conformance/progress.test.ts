import { expect, test } from 'vitest';
import { SuiteProgress } from '../../src/conformance/progress.ts';
import { failure, finding, PASSED, reportCase, variant } from './report/support.ts';

function progressOn(isTTY: boolean) {
  let [written, nowMs] = ['', 0];
  const stream = { isTTY, columns: 40, write: (text: string) => (written += text) };
  const progress = new SuiteProgress(stream, 1234, () => nowMs);
  return {
    progress,
    written: () => written,
    done: (atMs: number, failed: boolean, counted = true) => {
      nowMs = atMs;
      const cell = {
        suiteCase: reportCase('group/some-case', 'races'),
        variant: variant('a/b', 'races'),
        counted,
      };
      progress.done({ cell, outcome: failed ? failure(finding()) : PASSED, kept: null });
    },
  };
}

test('on a terminal: one line, drawn again, never longer than it, and gone in the end', () => {
  const { progress, written, done } = progressOn(true);
  done(50, false);
  expect(written()).toBe('');
  done(150, true);
  expect(written()).toBe('\r2 of 1,234 done, 1 failed: a/b group/so\u001B[K');
  progress.close();
  expect(written().endsWith('\r\u001B[K')).toBe(true);
});

test('elsewhere: a line now and then; what does not count is no failure', () => {
  const { progress, written, done } = progressOn(false);
  done(100, true, false);
  done(14_000, true);
  done(16_000, false);
  done(17_000, false);
  progress.close();
  expect(written()).toBe('3 of 1,234 done, 1 failed\n');
});
