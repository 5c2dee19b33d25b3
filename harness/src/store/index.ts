import { mkdir, open, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Session, StoredRun } from '@fairfetch/contract';
import type { Truth } from '../run/index.ts';
import { readResults, type Stored } from './read-back.ts';
import { resultsError } from './results-folder.ts';

export { collectProvenance, type ProvenanceInput } from './provenance.ts';
export { makeResultsFolder, resultsName } from './results-folder.ts';
export { readResults, type Stored } from './read-back.ts';
export { storedRun, type Place } from './stored-run.ts';

const compress = promisify(gzip);

/** The results folder while a race is on. Everything in it is only ever added to. */
export interface Store {
  readonly folder: string;
  /** Writes the run's line, down to the disk: a crash loses at most the run in progress. */
  append(run: StoredRun): Promise<void>;
  /** Keeps the origin's timelines of a run; the name to refer to them by. */
  keepTimeline(name: string, truth: Truth): Promise<string>;
  /** What has been stored so far, from the disk. */
  readBack(): Promise<Stored>;
  writeReport(name: string, text: string): Promise<void>;
  close(): Promise<void>;
}

/** @param folder made by makeResultsFolder */
export async function openStore(folder: string, session: Session): Promise<Store> {
  const runs = await guarded(folder, async () => {
    await writeFile(join(folder, 'session.json'), `${JSON.stringify(session, null, 2)}\n`);
    await mkdir(join(folder, 'timelines'));
    return open(join(folder, 'runs.jsonl'), 'a');
  });
  return {
    folder,
    append: (run) => guarded(folder, () => appendLine(runs, run)),
    keepTimeline: (name, truth) => guarded(folder, () => writeTimeline(folder, name, truth)),
    readBack: () => readResults(folder),
    writeReport: (name, text) => guarded(folder, () => writeFile(join(folder, name), text)),
    close: () => runs.close(),
  };
}

async function guarded<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw resultsError(folder, error);
  }
}

async function appendLine(file: FileHandle, run: StoredRun): Promise<void> {
  await file.appendFile(`${JSON.stringify(run)}\n`);
  await file.datasync();
}

async function writeTimeline(folder: string, name: string, truth: Truth): Promise<string> {
  const file = `timelines/${name}.json.gz`;
  await writeFile(join(folder, file), await compress(JSON.stringify(truth)));
  return file;
}
