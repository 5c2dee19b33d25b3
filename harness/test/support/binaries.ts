import { accessSync, chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtBinaries, builtCeiling, openRealExecutor } from '../../src/run/index.ts';
import type { World } from '../../src/world.ts';

export const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));
export const BINARIES = builtBinaries(WORKSPACE, process.env);
export const CEILING = builtCeiling(WORKSPACE, process.env);

function missing(): string | null {
  for (const [project, file] of Object.entries({ ...BINARIES, ceiling: CEILING })) {
    try {
      accessSync(file);
    } catch {
      return `the ${project} is not built: ${file} is missing`;
    }
  }
  return null;
}

/** Why the end-to-end tests cannot run here, or null. */
export const NOT_BUILT = missing();
if (NOT_BUILT !== null) process.stderr.write(`end-to-end tests are skipped: ${NOT_BUILT}\n`);

/** The real executor for a workspace of a test. */
export function realExecutor(
  root: string,
  { env = process.env, binaries = BINARIES }: { env?: NodeJS.ProcessEnv; binaries?: typeof BINARIES } = {},
): World['openExecutor'] {
  return (folder, withOrigin) => openRealExecutor({ root, env, binaries, folder, withOrigin });
}

/** The binaries with the origin by way of a shell script in a folder. */
export function originByScript(folder: string, text: string): typeof BINARIES {
  const origin = join(folder, 'origin.sh');
  writeFileSync(origin, `#!/bin/sh\n${text}\n`);
  chmodSync(origin, 0o755);
  return { ...BINARIES, origin };
}
