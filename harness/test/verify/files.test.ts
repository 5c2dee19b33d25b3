import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf, mapFew } from '../../src/verify/digest.ts';
import { checkFiles, fileFaults } from '../../src/verify/files.ts';
import { temporaryFolder } from '../support/world.ts';

const CONTENT = 'the content of a file';

function expected(path: string, content = CONTENT) {
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { path, bytes: Buffer.byteLength(content), sha256 };
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const RIGHT = { expected: 1, ok: 1, missing: 0, short: 0, wrong: 0, extra: 0, leftover: 0, examples: [] };

describe('checkFiles', () => {
  test.each<[about: string, there: Record<string, string>, path: string, found: object]>([
    ['as it should be', { a: CONTENT }, 'a', {}],
    ['in a folder', { 'x/y/a': CONTENT }, 'x/y/a', {}],
    ['not there', {}, 'a', { ok: 0, missing: 1, examples: ['a is missing'] }],
    ['cut short', { a: 'the' }, 'a', { ok: 0, short: 1, examples: ['a has 3 of 21 bytes'] }],
    ['too long', { a: `${CONTENT}!` }, 'a', { ok: 0, wrong: 1, examples: ['a has 22 of 21 bytes'] }],
    ['other bytes', { a: CONTENT.toUpperCase() }, 'a', { ok: 0, wrong: 1 }],
    ['a folder of that name', { 'a/b': '' }, 'a', { ok: 0, missing: 1, extra: 1 }],
    ['something else besides', { a: CONTENT, b: '' }, 'a', { extra: 1, examples: ['b was not asked for'] }],
    [
      'a part besides',
      { a: CONTENT, 'a.part': '' },
      'a',
      { leftover: 1, examples: ['a.part was left behind'] },
    ],
    ['its notes besides', { a: CONTENT, 'x/a.PART.JSON': '' }, 'a', { leftover: 1 }],
  ])('%s', async (_, there, path, found) => {
    expect(await checkFiles(folderWith(there), [expected(path)])).toMatchObject({
      ...RIGHT,
      examples: expect.anything() as string[],
      ...found,
    });
  });

  test('no folder at all: everything is missing', async () => {
    expect(await checkFiles('/no/such/folder', [expected('a'), expected('b')])).toMatchObject({ missing: 2 });
  });

  test('an empty file is a file', async () => {
    expect(await checkFiles(folderWith({ a: '' }), [expected('a', '')])).toEqual(RIGHT);
  });

  test.each(['symbolic', 'hard'])('a %s link is not a file of its own', async (kind) => {
    const folder = folderWith({ a: CONTENT });
    const link = kind === 'hard' ? linkSync : symlinkSync;
    link(join(folder, 'a'), join(folder, 'b'));
    const check = await checkFiles(folder, [expected('a'), expected('b')]);
    expect(check).toMatchObject({ wrong: kind === 'hard' ? 2 : 1 });
    expect(check.examples.at(-1)).toBe('b is a link, not a file of its own');
  });

  test('only a few examples are kept of many', async () => {
    const many = Array.from({ length: 100 }, (_, index) => expected(`${index}`));
    const check = await checkFiles(temporaryFolder(), many);
    expect([check.missing, check.examples.length]).toEqual([100, 5]);
  });
});

describe('fileFaults', () => {
  test('nothing to say', () => {
    expect(fileFaults(RIGHT)).toBeNull();
  });

  test('every kind of fault with its count', () => {
    const check = {
      expected: 9,
      ok: 6,
      missing: 1,
      short: 1,
      wrong: 1,
      extra: 2,
      leftover: 3,
      examples: ['a', 'b'],
    };
    expect(fileFaults(check)).toBe(
      '6 of 9 files are right, 1 missing, 1 short, 1 wrong, 2 not asked for, 3 left behind unfinished: a; b',
    );
  });
});

test.each([0, 1, 1024 * 1024, 1024 * 1024 + 1, 5_000_000])('digestOf a file of %i bytes', async (bytes) => {
  const content = Buffer.alloc(bytes, 'content');
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a'), content);
  expect(await digestOf(join(folder, 'a'), bytes)).toBe(createHash('sha256').update(content).digest('hex'));
});

test('mapFew keeps the order, and no more than a few at once', async () => {
  let [now, most] = [0, 0];
  const results = await mapFew([30, 10, 20, 0, 5], 2, async (ms) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
    now -= 1;
    return ms * 2;
  });
  expect([results, most]).toEqual([[60, 20, 40, 0, 10], 2]);
});
