import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DownloadRecord } from '@fairfetch/contract';
import { expect, test } from 'vitest';
import { checkOwnList, Digests } from '../../src/verify/own-list.ts';
import { temporaryFolder } from '../support/world.ts';

function ok(index: number, path: string, bytes: number): DownloadRecord {
  return { index, url: `http://x/${path}`, path, state: 'ok', bytes, attempts: 1, startNs: 0, endNs: 1 };
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
  return folder;
}

test('what the records say is looked for, and nothing else may be there', async () => {
  const folder = folderWith({ a: 'aaa', b: 'b', other: '' });
  const error = { code: 'dns', message: 'no address for d' } as const;
  const failed: DownloadRecord = { index: 3, path: 'd', state: 'failed', startNs: 0, endNs: 1, error };
  const records = [ok(0, 'a', 3), ok(1, 'b', 2), ok(2, 'c', 1), failed];
  const { files } = await checkOwnList(folder, records, 'x/y', new Digests());
  expect(files).toEqual({
    expected: 4,
    ok: 1,
    missing: 2,
    short: 1,
    wrong: 0,
    extra: 1,
    leftover: 0,
    examples: ['b has 1 of 2 bytes', 'c is missing', 'd failed (dns)', 'other was not asked for'],
  });
});

test('variants must agree on the bytes; the first to bring a file home is the measure', async () => {
  const digests = new Digests();
  const check = async (variant: string, content: string) => {
    const folder = folderWith({ a: content, b: 'same' });
    return (await checkOwnList(folder, [ok(0, 'a', 3), ok(1, 'b', 4)], variant, digests)).flags;
  };
  expect(await check('x/first', 'one')).toEqual([]);
  expect(await check('x/second', 'one')).toEqual([]);
  expect(await check('x/third', 'two')).toEqual([
    {
      code: 'content-differs',
      message: expect.stringMatching(/^1 files .*, a \(first: x\/first\)/) as string,
    },
  ]);
});
