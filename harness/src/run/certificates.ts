import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where systems keep the certificates they trust, in one file. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
] as const;

/** PEM files handed to the downloaders. */
export interface CertificateFiles {
  /** The origin's authority alone. */
  readonly ours: string;
  /** The system's bundle and ours, in one file. */
  readonly withSystem: string;
  /** null: no bundle was found, and `withSystem` holds ours alone. */
  readonly systemBundle: string | null;
}

export async function writeCertificates(
  folder: string,
  caPem: string,
  bundles: readonly string[] = SYSTEM_BUNDLES,
): Promise<CertificateFiles> {
  const ours = join(folder, 'ca.pem');
  const withSystem = join(folder, 'ca-with-system.pem');
  const found = await firstReadable(bundles);
  await writeFile(ours, caPem);
  await writeFile(withSystem, found === null ? caPem : `${found.text.trimEnd()}\n${caPem}`);
  return { ours, withSystem, systemBundle: found?.file ?? null };
}

async function firstReadable(
  files: readonly string[],
): Promise<{ readonly file: string; readonly text: string } | null> {
  for (const file of files) {
    try {
      return { file, text: await readFile(file, 'utf8') };
    } catch {
      // Another system keeps it elsewhere.
    }
  }
  return null;
}
