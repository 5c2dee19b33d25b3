import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { parse, type Manifest } from '@fairfetch/contract';
import { reasonOf } from '../errors.ts';
import type { Skip } from './types.ts';

/** A manifest that holds, and the folder it stands in. */
export interface FoundManifest {
  /** Relative to the workspace root, `/` between parts. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export interface FoundManifests {
  readonly found: readonly FoundManifest[];
  readonly skipped: readonly Skip[];
}

const PARENTS = ['.', 'packages', 'peers'] as const;
const NEVER = new Set(['node_modules', 'target', 'results']);

/** Folders below the root that hold a backend.json, in the order of their paths. */
async function backendFolders(root: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const parent of PARENTS) {
    const entries = await readdir(join(root, parent), { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    folders.push(
      ...names
        .filter((name) => !name.startsWith('.') && !NEVER.has(name))
        .map((name) => join(parent, name).split(sep).join('/')),
    );
  }
  return folders.toSorted();
}

async function readManifest(root: string, folder: string): Promise<FoundManifest | Skip | null> {
  const file = `${folder}/backend.json`;
  let text: string;
  try {
    text = await readFile(join(root, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return { variant: folder, reason: `${file} cannot be read: ${reasonOf(error)}` };
  }
  const checked = parse('manifest', text);
  if (checked.state === 'invalid') {
    return { variant: folder, reason: `${file} is not a manifest: ${checked.problems.join('; ')}` };
  }
  const twice = firstRepeated(checked.value.variants.map((variant) => variant.name));
  if (twice !== undefined) {
    return { variant: folder, reason: `${file} has two variants called ${twice}` };
  }
  return { folder, manifest: checked.value };
}

function firstRepeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}

/** Reads every manifest of the workspace. A broken one is skipped by name, and the others go on. */
export async function readManifests(root: string): Promise<FoundManifests> {
  const found: FoundManifest[] = [];
  const skipped: Skip[] = [];
  for (const folder of await backendFolders(root)) {
    const read = await readManifest(root, folder);
    if (read === null) continue;
    if ('reason' in read) {
      skipped.push(read);
      continue;
    }
    const first = found.find((other) => other.manifest.name === read.manifest.name);
    if (first === undefined) found.push(read);
    else skipped.push({ variant: folder, reason: nameTaken(read, first) });
  }
  return { found, skipped };
}

function nameTaken(read: FoundManifest, first: FoundManifest): string {
  return `${read.folder}/backend.json takes the name ${read.manifest.name}, which ${first.folder}/backend.json has already`;
}
