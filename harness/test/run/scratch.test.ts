import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { whyNoMount } from '../../src/conformance/sandbox/disk.ts';
import { makeRunFolder } from '../../src/run/run-folder.ts';
import { openScratch, type ScratchNeeds } from '../../src/run/scratch.ts';
import { temporaryFolder } from '../support/world.ts';

const LITTLE: ScratchNeeds = { runBytes: 1000, allRunsBytes: 10_000 };
const EXBIBYTE = 2 ** 60;
const DEAD_PID = 2 ** 22 + 1;

async function open(...args: Parameters<typeof openScratch>) {
  const scratch = await openScratch(...args);
  onTestFinished(() => scratch.close());
  return scratch;
}

describe('openScratch', () => {
  test('the folder asked for is made, and holds a fresh one', async () => {
    const asked = join(temporaryFolder(), 'deep', 'er');
    const scratch = await open(asked, LITTLE);
    expect(readdirSync(asked)).toHaveLength(1);
    expect(readdirSync(scratch.path)).toEqual([]);
    await scratch.close();
    expect(readdirSync(asked)).toEqual([]);
  });

  test('a folder asked for that cannot hold a run is refused, with both figures', async () => {
    const asked = temporaryFolder();
    await expect(open(asked, { runBytes: EXBIBYTE, allRunsBytes: null })).rejects.toMatchObject({
      code: 'scratch',
      message: expect.stringMatching(/has room for \d+ MiB, and 2199023255568 MiB are needed/) as string,
    });
    expect(readdirSync(asked)).toEqual([]);
  });

  test('a file in the place of the folder is named', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(open(join(file, 'x'), LITTLE)).rejects.toThrow(/cannot be made: /);
  });

  test('where there is no memory folder, the temporary folder is taken and the reason said', async () => {
    const scratch = await open(null, LITTLE, '/no/such/folder');
    expect(scratch.note).toMatch(/not to memory: \/no\/such\/folder cannot be written to: no such file/);
  });

  test('what is left of a race that was killed is removed, and nothing else', async () => {
    const asked = temporaryFolder();
    const [dead, alive] = [`fairfetch-${DEAD_PID}-abcdef`, `fairfetch-${process.pid}-abcdef`];
    for (const name of [dead, alive, 'holiday-photos']) mkdirSync(join(asked, name));
    await open(asked, LITTLE);
    expect(readdirSync(asked)).toHaveLength(3);
    expect(existsSync(join(asked, dead))).toBe(false);
  });

  test('a disk that it had mounted is no hindrance', async ({ skip }) => {
    const why = await whyNoMount(join(temporaryFolder(), 'disk'));
    if (why !== null) skip(why);
    const asked = temporaryFolder();
    const [stale, disk] = ['', '/case-0/a disk'].map((end) =>
      join(asked, `fairfetch-${DEAD_PID}-abcdef${end}`),
    ) as [string, string];
    mkdirSync(disk, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    await open(asked, LITTLE);
    expect(existsSync(stale)).toBe(false);
  });

  test('strangers are told once; runs and reserved names are none', async () => {
    const scratch = await open(temporaryFolder(), LITTLE);
    await makeRunFolder(scratch.folderOf('run-1'), '');
    mkdirSync(scratch.reserve('certificates'));
    writeFileSync(join(scratch.path, 'above.txt'), '');
    expect(await scratch.takeStrangers()).toEqual(['above.txt']);
    expect(await scratch.takeStrangers()).toEqual([]);
  });
});

test("a run's folder is fresh, or an error", async () => {
  const scratch = await open(temporaryFolder(), LITTLE);
  const folder = scratch.folderOf('run-1');
  await makeRunFolder(folder, 'jobs');
  expect(readdirSync(folder.root).toSorted()).toEqual(['jobs', 'out', 'tmp']);
  await expect(makeRunFolder(folder, 'jobs')).rejects.toThrow('EEXIST');
});
