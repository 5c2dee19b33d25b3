import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentOf } from '../../../src/conformance/sandbox/specs.ts';
import { lookUp, readTree } from '../../../src/conformance/sandbox/tree.ts';
import { writeSpec, writeSpecs } from '../../../src/conformance/sandbox/write.ts';
import { temporaryFolder } from '../../support/world.ts';
import { file, other, tree } from '../support.ts';

const SERVED = Buffer.from('0123456789');
const BYTES = () => SERVED;

describe('what is written is what is read', () => {
  test('every kind', async () => {
    const folder = temporaryFolder();
    const specs = {
      'sub/a': { of: 'a' },
      part: { of: 'a', from: 2, bytes: 3 },
      text: { text: 'é', mode: '0400' },
      json: { json: { a: [1] } },
      zeros: { zeros: 3 },
      link: { link: '../nowhere' },
      twin: { hardLink: 'text' },
      empty: { folder: true },
      pipe: { fifo: true },
    } as const;
    await writeSpecs(folder, specs, BYTES);
    const found = await readTree(folder);
    const told = [...(found ?? [])].map(([path, entry]) => [
      path,
      entry.kind,
      entry.content?.toString() ?? entry.target,
    ]);
    expect(told).toEqual([
      ['empty', 'folder', null],
      ['json', 'file', '{"a":[1]}'],
      ['link', 'link', '../nowhere'],
      ['part', 'file', '234'],
      ['pipe', 'other', null],
      ['sub', 'folder', null],
      ['sub/a', 'file', '0123456789'],
      ['text', 'file', 'é'],
      ['twin', 'file', 'é'],
      ['zeros', 'file', '\0\0\0'],
    ]);
    expect(found?.get('text')).toMatchObject({ links: 2, mode: 0o400 });
  });

  test('what stood there gives way', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a', 'x'), '');
    await writeSpec(folder, 'a', { text: 'new' }, BYTES);
    expect((await readTree(folder))?.get('a')?.content?.toString()).toBe('new');
  });

  test('a folder that is not there is no tree, and one name can be left out', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), '');
    writeFileSync(join(folder, 'b'), '');
    expect([...((await readTree(folder, 'a')) ?? []).keys()]).toEqual(['b']);
    expect(await readTree(join(folder, 'a'))).toBeNull();
    rmSync(folder, { recursive: true });
    expect(await readTree(folder)).toBeNull();
  });
});

test.each([
  [{ of: 'a' }, '0123456789'],
  [{ of: 'a', bytes: 4 }, '0123'],
  [{ of: 'a', from: 8 }, '89'],
  [{ of: 'a', from: 8, bytes: 1 }, '8'],
])('%j', (spec, text) => {
  expect(contentOf(spec, BYTES).toString()).toBe(text);
});

describe('lookUp', () => {
  const there = tree({
    x: other('link', 'real'),
    real: other('folder'),
    'real/a': file('a'),
    loop: other('link', 'loop'),
    out: other('link', '../elsewhere'),
    'real/up': other('link', '../x'),
  });

  test.each([
    ['real/a', 'a'],
    ['x/a', 'a'],
    ['real/up/a', 'a'],
    ['x/b', undefined],
    ['loop/a', undefined],
    ['out/a', undefined],
  ])('%s', (path, content) => {
    expect(lookUp(there, path)?.content?.toString()).toBe(content);
  });
});
