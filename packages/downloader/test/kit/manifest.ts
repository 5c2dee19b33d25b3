import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@fairfetch/contract';
import type { ProgramCommand } from './run-program.ts';

/**
 * The command of a variant as its manifest has it: the tests try the program that is raced, not one that is like it.
 * @param folder of the backend
 */
export function commandOf(folder: string, variant: string): ProgramCommand {
  const manifest = parse('manifest', readFileSync(join(folder, 'backend.json'), 'utf8'));
  if (manifest.state === 'invalid') throw new Error(manifest.problems.join('; '));
  const command = manifest.value.variants.find(({ name }) => name === variant)?.command ?? [];
  const [program, main, ...words] = command;
  if (program !== 'node' || main === undefined) throw new Error(`${variant} is not started with node`);
  refuseStale(folder, main);
  return [join(folder, main), ...words];
}

function refuseStale(folder: string, main: string): void {
  const builtMs = statSync(join(folder, main), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ['src/**/*.ts', '../downloader/src/**/*.ts'].flatMap((glob) =>
    globSync(glob, { cwd: folder }),
  );
  const stale = sources.filter((file) => statSync(join(folder, file)).mtimeMs > builtMs);
  if (stale.length > 0)
    throw new Error(`${main} is older than ${stale[0]}: run \`nx build\` of this project first`);
}
