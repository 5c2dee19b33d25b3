import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCertificates } from '../src/trust.ts';
import { makeAuthority } from './kit/index.ts';

function read(text: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'trust-')), 'ca.pem');
  writeFileSync(file, text);
  return readCertificates(file);
}

test('every certificate of a bundle, whatever stands between them', () => {
  const [one, two] = [makeAuthority().certificate, makeAuthority().certificate];
  expect(read(`# one\n${one}\n# two\r\n${two.replaceAll('\n', '\r\n')}`)).toHaveLength(2);
});

test.each([
  ['', 'no PEM certificate'],
  [makeAuthority().key, 'no PEM certificate'],
  [makeAuthority().certificate.replace(/MII/u, 'AAA'), 'broken'],
  [makeAuthority().certificate.replace(/\n.{64}\n/u, '\n'), 'broken'],
])('%#: refused', (text, message) => {
  expect(() => read(text)).toThrow(message);
});
