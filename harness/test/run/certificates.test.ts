import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeCertificates } from '../../src/run/certificates.ts';
import { temporaryFolder } from '../support/world.ts';

test("ours alone, and the first of the system's bundles with ours at its end", async () => {
  const folder = temporaryFolder();
  const bundle = join(folder, 'bundle.crt');
  writeFileSync(bundle, 'SYSTEM');
  const files = await writeCertificates(folder, 'OURS\n', ['/no/such/bundle', bundle]);
  expect(readFileSync(files.ours, 'utf8')).toBe('OURS\n');
  expect(readFileSync(files.withSystem, 'utf8')).toBe('SYSTEM\nOURS\n');
  expect(files.systemBundle).toBe(bundle);
});

test('where no bundle is found it is said', async () => {
  const files = await writeCertificates(temporaryFolder(), 'OURS\n', ['/no/such/bundle']);
  expect([readFileSync(files.withSystem, 'utf8'), files.systemBundle]).toEqual(['OURS\n', null]);
});
