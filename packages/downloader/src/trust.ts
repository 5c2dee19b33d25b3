import { readFileSync } from 'node:fs';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----(?<base64>[^-]+)-----END CERTIFICATE-----/gu;
const SEQUENCE_TAG = 0x30;

/**
 * Reads certificates that are to be trusted besides the default ones. Only their frame is looked at: what is inside
 * matters when the first https URL is met, and until then the code for it need not be loaded.
 * @throws when the file cannot be read or holds no certificate
 */
export function readCertificates(path: string): readonly string[] {
  const found = [...readFileSync(path, 'latin1').matchAll(CERTIFICATE)];
  if (found.length === 0) throw new Error('it holds no PEM certificate');
  for (const { groups } of found) {
    if (!isFramed(Buffer.from(groups?.['base64'] ?? '', 'base64')))
      throw new Error('a certificate in it is broken');
  }
  return found.map(([certificate]) => certificate);
}

/** DER: a sequence whose length is that of all that follows. */
function isFramed(der: Buffer): boolean {
  const [tag, short = 0] = der;
  const lengthBytes = short < 0x80 ? 0 : short & 0x7f;
  if (tag !== SEQUENCE_TAG || lengthBytes > 4 || der.length < 2 + lengthBytes) return false;
  const length = lengthBytes === 0 ? short : der.readUIntBE(2, lengthBytes);
  return der.length === 2 + lengthBytes + length;
}
