import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/commands/compare.ts';
import { readResults } from '../../src/store/index.ts';
import { NOT_BUILT, realExecutor } from '../support/binaries.ts';
import { fakeExecutor } from '../support/fake-executor.ts';
import { NO_MOUNT, smallDisk } from '../support/mounts.ts';
import { compareOptions } from '../support/options.ts';
import { tinyScenario } from '../support/scenario.ts';
import { fakeVariant, workspaceOf } from '../support/workspace.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';

describe.skipIf(NO_MOUNT !== null)('full and read-only folders', () => {
  test.skipIf(NOT_BUILT !== null)(
    'a scratch folder that fills up in the middle costs that run only',
    async () => {
      const root = workspaceOf(fakeVariant('good'), fakeVariant('hoards'));
      const [out, scratch] = [join(temporaryFolder(), 'out'), smallDisk('size=20m')];
      const world = testWorld(realExecutor(root), { root });
      expect(await compare(compareOptions('--out', out, '--scratch', scratch), world)).toBe(1);
      const runs = Object.groupBy((await readResults(out)).runs, (run) => run.variant);
      expect(runs['fake/good']?.map((run) => run.state)).toEqual(['ok', 'ok']);
      for (const run of runs['fake/hoards'] ?? []) {
        expect(run.failures[0]).toEqual({
          code: 'disk',
          message: expect.stringMatching(`^no room left in ${scratch}.*; `) as string,
        });
      }
      expect(readdirSync(scratch)).toEqual([]);
    },
  );

  test('a results folder that fills up in the middle: what was stored is shown, then the reason', async () => {
    const root = workspaceOf(fakeVariant('good'), fakeVariant('other'));
    const disk = smallDisk('size=64k');
    const world = testWorld(fakeExecutor(), { root });
    const race = compare(compareOptions('--out', join(disk, 'out'), '--blocks', '200'), world);
    await expect(race).rejects.toMatchObject({
      code: 'results',
      exitCode: 3,
      message: expect.stringContaining(`${disk}/out: no room left on the device`) as string,
    });
    expect(world.printed.stdout).toContain('fake/good');
    expect((await readResults(join(disk, 'out'))).runs.length).toBeGreaterThan(1);
  });

  test.each([
    ['too small', 'size=1m', /has room for 1 MiB, and 16 MiB are needed/],
    ['read-only', 'size=1m,ro', /cannot be written to: the file system is read-only/],
  ])('--scratch that is %s is refused before the race', async (_, options, words) => {
    const root = workspaceOf(fakeVariant('good'));
    const scratch = smallDisk(options);
    const race = compare(compareOptions('--scratch', scratch), testWorld(fakeExecutor(), { root }));
    await expect(race).rejects.toMatchObject({
      code: 'scratch',
      message: expect.stringMatching(words) as string,
    });
  });

  test('--out on a read-only file system is refused before the race', async () => {
    const root = workspaceOf(fakeVariant('good'));
    const out = join(smallDisk('size=1m,ro'), 'out');
    const race = compare(compareOptions('--out', out), testWorld(fakeExecutor(), { root }));
    await expect(race).rejects.toMatchObject({
      code: 'results',
      message: expect.stringContaining(`${out}: the file system is read-only`) as string,
    });
  });
});

test('on a disk the downloads are kept until the end, and then removed', async () => {
  const root = workspaceOf(fakeVariant('good'), fakeVariant('other'));
  // Wherever the tests run, the workspace itself is on a disk, or in memory where everything is.
  const scratch = join(root, 'scratch');
  const seen: number[] = [];
  const behaviour = (): void => void seen.push(readdirSync(scratch).length);
  const executor = fakeExecutor({ 'fake/good': behaviour });
  const world = testWorld(executor, { root, scenarios: [tinyScenario()] });
  const out = join(temporaryFolder(), 'out');
  await compare(compareOptions('--out', out, '--scratch', scratch, '--blocks', '3'), world);
  const { keptUntilEnd, fileSystem } = (await readResults(out)).session.provenance.scratch;
  expect(keptUntilEnd).toBe(!['tmpfs', 'ramfs'].includes(fileSystem));
  expect(seen).toHaveLength(4);
  expect(readdirSync(scratch)).toEqual([]);
});
