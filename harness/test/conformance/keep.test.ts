import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openKeeper } from '../../src/conformance/keep.ts';
import { temporaryFolder } from '../support/world.ts';

/** In memory where there is such a folder, so that it is on another file system than the results. */
function room(bytes: number): string {
  const parent = existsSync('/dev/shm') ? '/dev/shm' : temporaryFolder();
  const folder = mkdtempSync(join(parent, 'keep-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'sandbox'));
  writeFileSync(join(folder, 'sandbox', 'a'), Buffer.alloc(bytes, 1));
  symlinkSync('../nowhere', join(folder, 'sandbox', 'link'));
  execFileSync('mkfifo', [join(folder, 'sandbox', 'pipe')]);
  return folder;
}

test('a case’s files move to the results, links as links, pipes not at all', async () => {
  const [results, folder] = [temporaryFolder(), room(1000)];
  const path = await openKeeper(results).keep(folder, 'python/threads', 'resume/no-ranges');
  expect(path).toBe('python-threads/resume-no-ranges');
  const kept = join(results, path ?? '', 'sandbox');
  expect(readFileSync(join(kept, 'a'))).toHaveLength(1000);
  expect(readlinkSync(join(kept, 'link'))).toBe('../nowhere');
  expect(existsSync(folder)).toBe(false);
});

test('when there is enough of them, the next are removed', async () => {
  const [results, first, second, third] = [temporaryFolder(), room(600), room(600), room(300)];
  const keeper = openKeeper(results, 1000);
  expect(await keeper.keep(first, 'a/b', 'c/1')).not.toBeNull();
  expect(await keeper.keep(second, 'a/b', 'c/2')).toBeNull();
  expect(await keeper.keep(third, 'a/b', 'c/3')).not.toBeNull();
  expect([first, second, third].map((folder) => existsSync(folder))).toEqual([false, false, false]);
});
