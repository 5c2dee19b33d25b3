import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fillFolder, writeList } from '../../../src/trials/memory/lists.ts';

test('every line of a list to be skipped has its file, under a name of 40 characters', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fairfetch-lists-'));
  try {
    await writeList(join(folder, 'list'), 'skipped', 12_345);
    await fillFolder(join(folder, 'files'), 12_345);
    const lines = (await readFile(join(folder, 'list'), 'utf8')).trimEnd().split('\n');
    const names = lines.map((line) => new URL(line).pathname.slice(1));
    expect(new Set(names.map((name) => name.length))).toEqual(new Set([40]));
    expect(new Set(await readdir(join(folder, 'files')))).toEqual(new Set(names));
    expect(names).toHaveLength(12_345);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a list to be refused names a scheme that nobody fetches', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fairfetch-lists-'));
  try {
    await writeList(join(folder, 'list'), 'refused', 3);
    expect(await readFile(join(folder, 'list'), 'utf8')).toMatch(/^(ftp:\S+\n){3}$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
