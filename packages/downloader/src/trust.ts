import { readFileSync } from 'node:fs';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/gu;

/**
 * Reads certificates that are to be trusted besides the default ones.
 * @throws when the file cannot be read or holds no certificate
 */
export function readCertificates(path: string): readonly string[] {
  const certificates = readFileSync(path, 'latin1').match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw new Error('it holds no PEM certificate');
  const { X509Certificate } = process.getBuiltinModule('node:crypto');
  return certificates.map((certificate) => new X509Certificate(certificate).toString());
}
