import { execFile } from 'node:child_process';
import { chmod, link, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { FileSpec } from '@fairfetch/contract';
import type { FileSpecs } from '../cases/index.ts';
import type { Bytes } from './specs.ts';
import { contentOf } from './specs.ts';

const run = promisify(execFile);

/** Puts things below a folder, parents made, in the order in which they stand. */
export async function writeSpecs(folder: string, specs: FileSpecs, bytes: Bytes): Promise<void> {
  for (const [path, spec] of Object.entries(specs)) {
    if (spec !== undefined) await writeSpec(folder, path, spec, bytes);
  }
}

/** What stands there gives way. */
export async function writeSpec(folder: string, path: string, spec: FileSpec, bytes: Bytes): Promise<void> {
  const target = join(folder, path);
  await mkdir(dirname(target), { recursive: true });
  if (spec.folder === undefined) await rm(target, { force: true, recursive: true });
  await make(folder, target, spec, bytes);
  if (spec.mode !== undefined) await chmod(target, Number.parseInt(spec.mode, 8));
}

async function make(folder: string, target: string, spec: FileSpec, bytes: Bytes): Promise<void> {
  if (spec.folder !== undefined) await mkdir(target, { recursive: true });
  else if (spec.link !== undefined) await symlink(spec.link, target);
  else if (spec.hardLink !== undefined) await link(join(folder, spec.hardLink), target);
  else if (spec.fifo !== undefined) await run('mkfifo', [target]);
  else await writeFile(target, contentOf(spec, bytes));
}
