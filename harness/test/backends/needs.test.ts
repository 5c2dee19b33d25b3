import { describe, expect, test } from 'vitest';
import { createProbe, judgeNeed } from '../../src/backends/needs.ts';
import { temporaryFolder } from '../support/world.ts';

describe('judgeNeed', () => {
  const need = { command: ['thing', '--version'] as [string, string], atLeast: '3.10' };

  test.each([
    ['Thing 3.13.0', { met: true, line: 'Thing 3.13.0' }],
    ['\nThing 3.10\nbuilt in May', { met: true, line: 'Thing 3.10' }],
    ['Thing 3.9.20', { met: false, reason: 'needs thing (at least 3.10), found 3.9.20' }],
    ['what?', { met: false, reason: 'needs thing (at least 3.10): `thing --version` printed no version' }],
  ])('%j', (text, judged) => {
    expect(judgeNeed(need, { state: 'answered', text })).toEqual(judged);
  });

  test('without a lowest version any answer will do', () => {
    const judged = judgeNeed({ command: ['thing'] }, { state: 'answered', text: 'hello' });
    expect(judged).toEqual({ met: true, line: 'hello' });
  });
});

function sh(script: string) {
  const probe = createProbe('/nowhere', process.env);
  return probe({ command: ['sh', '-c', script] }, temporaryFolder());
}

describe('a real probe', () => {
  test.each([
    ['prints on stdout', 'echo Thing 1.2', 'Thing 1.2'],
    ['prints on stderr', 'echo Thing 1.2 >&2', 'Thing 1.2'],
  ])('%s', async (_, script, text) => {
    expect(await sh(script)).toEqual({ state: 'answered', text });
  });

  test('a program that fails', async () => {
    expect(await sh('exit 7')).toEqual({ state: 'missing', reason: 'exited with code 7' });
  });

  test('a program that is not there', async () => {
    const probe = createProbe('/nowhere', process.env);
    expect(await probe({ command: ['no-such-program-anywhere'] }, temporaryFolder())).toEqual({
      state: 'missing',
      reason: 'was not found',
    });
  });

  test('a relative program is looked for in the backend folder', async () => {
    const probe = createProbe('/nowhere', process.env);
    expect(await probe({ command: ['./tool'] }, temporaryFolder())).toEqual({
      state: 'missing',
      reason: 'was not found',
    });
  });
});
