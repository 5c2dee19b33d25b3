import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { firstVersion, isAtLeast, judgeNeed, probeNeed } from '../src/index.ts';

test.each([
  ['Python 3.13.0', '3.13.0'],
  ['rustc 1.90.0 (abc 2025-09-14)', '1.90.0'],
  ['v26.10.0', '26.10.0'],
  ['openjdk version "25" 2025', '25'],
  ['go version go1.25.1 linux/amd64', '1.25.1'],
  ['g++ (Debian 12.2.0-14) 12.2.0', '12.2.0'],
  ['none', null],
])('firstVersion(%j) is %j', (text, version) => {
  expect(firstVersion(text)).toBe(version);
});

test.each([
  ['3.10', '3.9', true],
  ['3.9', '3.10', false],
  ['3.10', '3.10.0', true],
  ['3.10.0', '3.10', true],
  ['4', '3.99.99', true],
  ['3.10.1', '3.10.2', false],
])('isAtLeast(%j, %j) is %j', (version, lowest, answer) => {
  expect(isAtLeast(version, lowest)).toBe(answer);
});

describe('judgeNeed', () => {
  const need = { command: ['thing', '--version'] as [string, string], atLeast: '3.10' };

  test.each([
    ['Thing 3.13.0', { state: 'met', line: 'Thing 3.13.0' }],
    ['\nThing 3.10\nbuilt in May', { state: 'met', line: 'Thing 3.10' }],
    ['Thing 3.9.20', { state: 'unmet', reason: 'needs thing (at least 3.10), found 3.9.20' }],
    [
      'what?',
      { state: 'unmet', reason: 'needs thing (at least 3.10): `thing --version` printed no version' },
    ],
  ])('%j', (text, verdict) => {
    expect(judgeNeed(need, { state: 'answered', text })).toEqual(verdict);
  });

  test('without a lowest version any answer will do', () => {
    const verdict = judgeNeed({ command: ['thing'] }, { state: 'answered', text: 'hello' });
    expect(verdict).toEqual({ state: 'met', line: 'hello' });
  });

  test('what could not be run is named with its command', () => {
    expect(judgeNeed(need, { state: 'missing', reason: 'was not found' })).toEqual({
      state: 'unmet',
      reason: 'needs thing (at least 3.10): `thing --version` was not found',
    });
  });
});

describe('probeNeed', () => {
  const here = { cwd: tmpdir(), env: process.env };

  test.each([
    ['prints on stdout', 'echo Thing 1.2', { state: 'answered', text: 'Thing 1.2' }],
    ['prints on stderr', 'echo Thing 1.2 >&2', { state: 'answered', text: 'Thing 1.2' }],
    ['fails', 'exit 7', { state: 'missing', reason: 'exited with code 7' }],
  ])('a program that %s', async (_about, script, result) => {
    expect(await probeNeed({ command: ['sh', '-c', script] }, here)).toEqual(result);
  });

  test.each(['no-such-program-anywhere', './tool'])('%s, which is not there', async (program) => {
    expect(await probeNeed({ command: [program] }, here)).toEqual({
      state: 'missing',
      reason: 'was not found',
    });
  });
});
