import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundle } from '../bundle.ts';

test('what differs is replaced, what does not stays, and what is no longer made goes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  const dist = join(folder, 'dist');
  mkdirSync(dist);
  writeFileSync(join(dist, 'old-chunk.js'), '');
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('one.ts', 'export const one: number = 1;');
  write('two.ts', "import * as http2 from 'node:http2';\nexport const two = [2 as number, http2.constants];");
  await bundle(folder, 'one.ts', 'two.ts');
  expect(readdirSync(dist).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['one.js', 'two.js']);
  expect(readFileSync(join(dist, 'two.js'), 'utf8')).not.toContain('node:http2');

  const inodeOf = (name: string) => statSync(join(dist, name)).ino;
  const before = [inodeOf('one.js'), inodeOf('two.js')];
  write('one.ts', 'export const one: number = 11;');
  await bundle(folder, 'one.ts', 'two.ts');
  expect(readFileSync(join(dist, 'one.js'), 'utf8')).toContain('11');
  expect(inodeOf('one.js')).not.toBe(before[0]);
  expect(inodeOf('two.js')).toBe(before[1]);
});
