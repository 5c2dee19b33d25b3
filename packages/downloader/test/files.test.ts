import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DownloadFailure } from '../src/failures.ts';
import { OutputFolder, PartFile } from '../src/files.ts';
import { bodyOf } from './kit/index.ts';

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'files-'));
}

describe('PartFile', () => {
  test.each([
    ['nothing', []],
    ['one piece', [100]],
    ['a few pieces', [1, 0, 5000, 70_000]],
    ['more than a batch', Array.from({ length: 40 }, () => 65_536)],
    ['more pieces than a batch takes', Array.from({ length: 1000 }, () => 3)],
  ])('%s', (_, sizes: number[]) => {
    const path = join(newFolder(), 'a');
    const file = new PartFile(path);
    const whole = bodyOf(sizes.reduce((sum, size) => sum + size, 0));
    for (let at = 0, n = 0; n < sizes.length; at += sizes[n] as number, n += 1) {
      file.write(whole.subarray(at, at + (sizes[n] as number)));
    }
    expect(existsSync(path)).toBe(false);
    file.commit();
    expect(readFileSync(path).equals(whole)).toBe(true);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  test('discarded before and after anything was written: nothing is left', () => {
    const folder = newFolder();
    for (const bytes of [10, 3_000_000]) {
      const file = new PartFile(join(folder, 'a'));
      file.write(bodyOf(bytes));
      file.discard();
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test('discarding what was never begun leaves the files of others alone', () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'a.part'), '');
    new PartFile(join(folder, 'a')).discard();
    expect(readdirSync(folder)).toEqual(['a.part']);
  });

  test('a folder under the final name: disk, and no part is left', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'a'));
    const file = new PartFile(join(folder, 'a'));
    file.write(bodyOf(10));
    expect(() => file.commit()).toThrow(expect.objectContaining({ code: 'disk' }));
    expect(readdirSync(folder)).toEqual(['a']);
  });

  test('a full disk: disk', () => {
    const file = new PartFile(join('/proc', 'self', 'a'));
    file.write(bodyOf(10));
    expect(() => file.commit()).toThrow(DownloadFailure);
  });
});

test('folders are made when they are needed, and only inside', () => {
  const folder = new OutputFolder(join(newFolder(), 'deep', 'er'));
  expect(folder.place('a')).toBe(join(folder.path, 'a'));
  expect(folder.place('b/c/d')).toBe(join(folder.path, 'b', 'c', 'd'));
  expect(folder.place('b/c/e')).toBe(join(folder.path, 'b', 'c', 'e'));
  expect(new Set(readdirSync(folder.path, { recursive: true, encoding: 'utf8' }))).toEqual(
    new Set(['b', 'b/c']),
  );
});
