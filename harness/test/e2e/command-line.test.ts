import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { WORKSPACE } from '../support/binaries.ts';
import { temporaryFolder } from '../support/world.ts';

const MAIN = join(WORKSPACE, 'harness', 'src', 'main.ts');

function fairfetch(...args: readonly string[]) {
  return execa(process.execPath, [MAIN, ...args], { reject: false });
}

describe('the command line, as a process', () => {
  test.each([
    [['compare', '--scenario', 'nowhere'], /nowhere/, /seed, small, mixed, large, latency/],
    [
      ['compare', '--only', 'no-such-thing'],
      /--only no-such-thing/,
      /python\/threads|rust\/tokio|undici\/fetch/,
    ],
    [['compare', '--quick'], /unknown option '--quick'/, /compare --help/],
    [['compare', '--blocks', 'many'], /--blocks takes a whole number from 1 to 1000, not many/, /--help/],
    [['compare', 'seed'], /unexpected argument 'seed'/, /--help/],
    [['race'], /no command race/, /compare, check, bisect, trend, report, merge, list, /],
  ])('%j: exit 2, the thing and what to do on stderr, nothing on stdout', async (args, thing, next) => {
    const { exitCode, stdout, stderr } = await fairfetch(...args);
    const [message, hint] = stderr.split('\n');
    expect(message).toMatch(thing);
    expect(hint).toMatch(next);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  });

  test('--urls with a file that is not there: exit 3, and no results folder', async () => {
    const out = join(temporaryFolder(), 'out');
    const { exitCode, stderr } = await fairfetch('compare', '--urls', '/no/such/list', '--out', out);
    expect(stderr).toContain('--urls /no/such/list cannot be read: no such file or folder');
    expect([exitCode, existsSync(out)]).toEqual([3, false]);
  });

  test.each([
    [['--help']],
    [['compare', '--help']],
    [['list', '-h']],
    [['--version']],
    [['compare', '--version']],
  ])('%j prints on stdout and exits 0', async (args) => {
    const { exitCode, stdout, stderr } = await fairfetch(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^(fairfetch|Usage)/);
  });

  test('compare --list and list say the same', async () => {
    const [one, other] = await Promise.all([fairfetch('list'), fairfetch('compare', '--list')]);
    expect(one.stdout).toBe(other.stdout);
    expect(one.stdout).toMatch(/^Scenarios\n {2}seed\n/);
  });
});
