import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/commands/compare.ts';
import { readResults } from '../../src/store/index.ts';
import { BINARIES, NOT_BUILT, originByScript, realExecutor } from '../support/binaries.ts';
import { compareOptions } from '../support/options.ts';
import { fakeVariant, workspaceOf } from '../support/workspace.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';

describe.skipIf(NOT_BUILT !== null)('an origin in trouble', () => {
  test('one that dies in the middle costs that run only, and is started again for the next', async () => {
    const home = temporaryFolder();
    const root = workspaceOf(fakeVariant('good'), fakeVariant('kills-origin'));
    const binaries = originByScript(home, `echo $$ > "$HOME/origin.pid"; exec ${BINARIES.origin} "$@"`);
    const env = { ...process.env, HOME: home };
    const world = testWorld(realExecutor(root, { env, binaries }), { root });
    const out = join(home, 'out');
    expect(await compare(compareOptions('--out', out, '--blocks', '2'), world)).toBe(1);
    const runs = Object.groupBy((await readResults(out)).runs, (run) => run.variant);
    expect(runs['fake/good']?.map((run) => run.state)).toEqual(['ok', 'ok', 'ok']);
    for (const run of runs['fake/kills-origin'] ?? []) {
      expect(run.failures).toEqual([
        { code: 'origin-lost', message: expect.stringMatching(/the origin ended \(SIGKILL\)/) as string },
      ]);
      expect(run.witness).toBeUndefined();
    }
    expect(runs['fake/kills-origin']).toHaveLength(3);
  });

  test.each([
    ['says why', 'echo "address in use" >&2; exit 1', /code 1.*address in use/],
    ['says nothing', 'exit 0', /ended \(code 0\)/],
    ['speaks nonsense', 'echo hello; sleep 5', /hello/],
  ])('one that does not start and %s ends the race before it begins', async (_, text, words) => {
    const home = temporaryFolder();
    const root = workspaceOf(fakeVariant('good'));
    const world = testWorld(realExecutor(root, { binaries: originByScript(home, text) }), { root });
    await expect(compare(compareOptions('--out', join(home, 'out')), world)).rejects.toMatchObject({
      code: 'origin',
      exitCode: 3,
      message: expect.stringMatching(words) as string,
    });
  });

  test.each(['origin', 'launcher'] as const)('a missing %s is named, with how to build it', async (which) => {
    const root = workspaceOf(fakeVariant('good'));
    const binaries = { ...BINARIES, [which]: '/nowhere/at/all' };
    await expect(
      compare(compareOptions(), testWorld(realExecutor(root, { binaries }), { root })),
    ).rejects.toMatchObject({
      code: 'not-built',
      message: expect.stringContaining('/nowhere/at/all') as string,
      hint: expect.stringContaining(`nx run ${which}:build`) as string,
    });
  });
});
