import type { Expect } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { judgeExit, judgeStderr, judgeStdout } from '../../../src/conformance/judge/output.ts';
import { readStatement } from '../../../src/conformance/judge/statement.ts';
import type { Ending, Observation } from '../../../src/conformance/observation.ts';
import { observation } from '../support.ts';

const words = (misfits: readonly { expected: string; seen: string }[]) =>
  misfits.map(({ expected, seen }) => `${expected} | ${seen}`);

describe('the exit code', () => {
  test.each<[Expect['exit'], Ending, string | null]>([
    [0, { state: 'exited', code: 0 }, null],
    [[0, 1], { state: 'exited', code: 1 }, null],
    [130, { state: 'signalled', signal: 'SIGINT' }, null],
    [143, { state: 'exited', code: 143 }, null],
    [0, { state: 'exited', code: 1 }, 'exit code 0 | exit code 1, after "last words" on stderr'],
    [
      [2, 3],
      { state: 'signalled', signal: 'SIGSEGV' },
      'exit code 2 or 3 | ended by SIGSEGV, after "last words" on stderr',
    ],
    [
      0,
      { state: 'not-started', message: 'ENOENT' },
      'exit code 0 | not started: ENOENT, after "last words" on stderr',
    ],
    // Told by what always holds.
    [0, { state: 'timed-out', afterMs: 5 }, null],
  ])('%j of %j', (exit, ending, misfit) => {
    const seen = observation({ ending, stderr: 'first\nlast words\n\n' });
    expect(words(judgeExit(exit, seen))).toEqual(misfit === null ? [] : [misfit]);
  });
});

function judge(expected: Expect['stdout'], over: Partial<Observation>) {
  const seen = observation(over);
  return words(judgeStdout(expected, seen, readStatement(seen.stdout, null)));
}

function exited(code: number): Ending {
  return { state: 'exited', code };
}

describe('stdout', () => {
  const notAsked = { ...observation().asked, json: false };

  test.each<[string, Expect['stdout'], Partial<Observation>]>([
    ['one summary', undefined, {}],
    ['nothing without --json', undefined, { stdout: '', asked: notAsked }],
    ['nothing where the command line is wrong', undefined, { stdout: '', ending: exited(2) }],
    ['nothing where the environment is wrong', undefined, { stdout: '', ending: exited(3) }],
    [
      'nothing after two signals',
      undefined,
      { stdout: '', ending: exited(130), asked: { ...observation().asked, signals: 2 } },
    ],
    ['nothing, as asked', 'empty', { stdout: '' }],
    ['what was asked', { has: ['Usage'] }, { stdout: 'Usage: x' }],
    ['a reader that has gone', undefined, { stdout: null }],
  ])('%s is as expected', (_what, expected, over) => {
    expect(judge(expected, over)).toEqual([]);
  });

  test.each<[Expect['stdout'], Partial<Observation>, string]>([
    [undefined, { stdout: '' }, 'one JSON document, the summary, on stdout | nothing'],
    [undefined, { stdout: 'hello' }, 'one JSON document, the summary, on stdout | "hello"'],
    [undefined, { stdout: 'hello', asked: notAsked }, 'nothing on stdout | "hello"'],
    [undefined, { stdout: '{}', ending: exited(2) }, 'nothing on stdout | "{}"'],
    ['empty', { stdout: 'x' }, 'nothing on stdout | "x"'],
    [{ has: ['Usage', '-x'] }, { stdout: 'Usage' }, 'stdout with "-x" in it | "Usage"'],
  ])('%j of %j', (expected, over, misfit) => {
    expect(judge(expected, over)).toEqual([misfit]);
  });
});

describe('stderr', () => {
  test.each<[NonNullable<Expect['stderr']>, string, readonly string[]]>([
    [{ has: ['a'], hasNot: ['z'], lines: 2, startsWith: 'a' }, 'a\nb\n', []],
    [{ lines: 0 }, '', []],
    [{ atMostLines: 2 }, 'a\n', []],
    [{ has: ['z'] }, 'a\n', ['stderr with "z" in it | "a\\n"']],
    [{ hasNot: ['a'] }, 'a\n', ['stderr without "a" in it | "a\\n"']],
    [{ startsWith: 'x' }, '', ['stderr that begins with "x" | nothing']],
    [{ lines: 1 }, 'a\nb\n', ['1 line on stderr | 2: "a\\nb\\n"']],
    [{ lines: 0 }, 'a', ['no line on stderr | 1: "a"']],
    [{ atMostLines: 1 }, 'a\nb', ['at most 1 lines on stderr | 2: "a\\nb"']],
  ])('%j of %j', (pattern, stderr, misfits) => {
    expect(words(judgeStderr(pattern, stderr))).toEqual(misfits);
  });
});
