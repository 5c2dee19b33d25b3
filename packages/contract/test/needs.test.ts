import { describe, expect, it } from 'vitest';
import { compareVersions, probeNeed } from '../src/index.ts';

const here = { cwd: '.', env: process.env };

describe('comparing versions', () => {
  it.each([
    ['3.9', '3.10', -1],
    ['3.10', '3.9', 1],
    ['3.10.0', '3.10', 0],
    ['1.95.0', '1.90', 1],
  ])('%s against %s', (left, right, sign) => {
    expect(compareVersions(left, right)).toBe(sign);
  });
});

describe('probing a need', () => {
  it('is met by a version that is high enough', async () => {
    expect(await probeNeed({ command: ['echo', 'tool 3.11.7 (x)'], atLeast: '3.10' }, here)).toEqual({
      state: 'met',
      version: '3.11.7',
    });
  });

  it.each([
    ['not installed', { command: ['no-such-tool'] }, 'needs no-such-tool: it is not installed'],
    ['too old', { command: ['echo', '1.2'], atLeast: '1.10' }, 'needs echo 1.10 or later: found 1.2'],
    [
      'no version printed',
      { command: ['echo', 'hello'], atLeast: '1.0' },
      'needs echo 1.0 or later: `echo hello` printed no version',
    ],
  ] as const)('%s', async (_about, { command, ...rest }, reason) => {
    expect(await probeNeed({ command: [...command], ...rest }, here)).toEqual({ state: 'missing', reason });
  });

  it('names a command that fails', async () => {
    const probed = await probeNeed({ command: ['sh', '-c', 'exit 4'] }, here);
    expect(probed.state).toBe('missing');
  });
});
