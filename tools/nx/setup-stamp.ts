import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Manifest } from '@fairfetch/contract';

export interface SetUpBackend {
  readonly workspaceRoot: string;
  readonly folder: string;
  readonly manifest: Pick<Manifest, 'setup'>;
}

function stampFile({ workspaceRoot, folder }: SetUpBackend): string {
  return join(workspaceRoot, '.nx', 'setup', basename(folder));
}

/** A digest of the setup's commands and of every file their arguments name, such as a list of requirements. */
function setupDigest({ folder, manifest }: SetUpBackend): string {
  const digest = createHash('sha256').update(folder).update(JSON.stringify(manifest.setup));
  for (const argument of manifest.setup.flatMap(([, ...args]) => args)) {
    const file = join(folder, argument);
    if (existsSync(file) && statSync(file).isFile()) digest.update(readFileSync(file));
  }
  return digest.digest('hex');
}

/** The setup was done with these very commands and files, and the programs it made for itself are still there. */
export function isUpToDate(backend: SetUpBackend): boolean {
  const { folder, manifest } = backend;
  if (manifest.setup.length === 0) return true;
  const stamp = stampFile(backend);
  const ownPrograms = manifest.setup.map(([program]) => program).filter((program) => program.includes('/'));
  return (
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === setupDigest(backend) &&
    ownPrograms.every((program) => existsSync(join(folder, program)))
  );
}

export function rememberSetup(backend: SetUpBackend): void {
  const stamp = stampFile(backend);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, setupDigest(backend));
}
