import { access, constants } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HarnessError } from '../errors.ts';

/** Absolute paths of the two native programs a race needs. */
export interface Binaries {
  readonly origin: string;
  readonly launcher: string;
}

/** Where a release build of the workspace puts them. */
export function builtBinaries(root: string, env: Readonly<NodeJS.ProcessEnv>): Binaries {
  const release = join(resolve(root, env['CARGO_TARGET_DIR'] ?? 'target'), 'release');
  return { origin: join(release, 'fairfetch-origin'), launcher: join(release, 'fairfetch-launcher') };
}

/** Where it puts the program that measures what limits a race. */
export function builtCeiling(root: string, env: Readonly<NodeJS.ProcessEnv>): string {
  return join(resolve(root, env['CARGO_TARGET_DIR'] ?? 'target'), 'release', 'fairfetch-ceiling');
}

/** @throws HarnessError `not-built` that names the first missing one and how to build it */
export async function requireBinaries(binaries: Binaries | { readonly ceiling: string }): Promise<void> {
  for (const [project, file] of Object.entries(binaries) as readonly [string, string][]) {
    try {
      await access(file, constants.X_OK);
    } catch (error) {
      throw new HarnessError(
        'not-built',
        `the ${project} is not built: ${file} is missing`,
        `Run \`npx nx run ${project}:build\`.`,
        { cause: error },
      );
    }
  }
}
