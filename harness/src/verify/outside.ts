import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ownNames, type RunFolder } from '../run/index.ts';

/** What a run wrote beside its output folder; `strangers` are new names in the folder all runs share. */
export async function writtenOutside(
  folder: RunFolder,
  strangers: readonly string[],
): Promise<readonly string[]> {
  const own = ownNames(folder);
  const beside = (await namesIn(folder.root)).filter((name) => !own.has(name));
  const temporary = (await namesIn(folder.temporary)).map((name) => join('tmp', name));
  return [
    ...beside.map((name) => join('..', name)),
    ...temporary,
    ...strangers.map((name) => join('..', '..', name)),
  ];
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
