import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Where one run's files go. Only `out` is told to the downloader as its own. */
export interface RunFolder {
  readonly root: string;
  /** Downloads. */
  readonly out: string;
  /** Rendered in the variant's own format. */
  readonly jobs: string;
  readonly records: string;
  readonly stdout: string;
  readonly stderr: string;
  /** TMPDIR of the process; it should stay empty. */
  readonly temporary: string;
}

export function runFolder(parent: string, name: string): RunFolder {
  const root = join(parent, name);
  return {
    root,
    out: join(root, 'out'),
    jobs: join(root, 'jobs'),
    records: join(root, 'records.jsonl'),
    stdout: join(root, 'stdout'),
    stderr: join(root, 'stderr'),
    temporary: join(root, 'tmp'),
  };
}

/** Names that belong directly below a run's root. */
export function ownNames(folder: RunFolder): ReadonlySet<string> {
  const { root: _root, ...inside } = folder;
  return new Set(Object.values(inside).map((path) => basename(path)));
}

/** Makes the folder, fresh: one that is there already is an error, because its files would be taken for the run's. */
export async function makeRunFolder(folder: RunFolder, jobs: string): Promise<void> {
  await mkdir(folder.root);
  await mkdir(folder.out);
  await mkdir(folder.temporary);
  await writeFile(folder.jobs, jobs);
}
