import { mkdir, open, truncate, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Session, StoredRun } from '@fairfetch/contract';
import type { Truth } from '../run/index.ts';
import { readResults, type Stored } from './read-back.ts';
import { resultsError } from './results-folder.ts';
import { writeWhole } from './whole-file.ts';

const compress = promisify(gzip);

/** The results folder while a race is on. Runs are only ever added to it. */
export interface Store {
  readonly folder: string;
  /** Writes the run's line, down to the disk: a crash loses at most the run in progress. */
  append(run: StoredRun): Promise<void>;
  /** Keeps the origin's timelines of a run; the name to refer to them by. */
  keepTimeline(name: string, truth: Truth): Promise<string>;
  /** What has been stored so far, from the disk. */
  readBack(): Promise<Stored>;
  close(): Promise<void>;
}

/** @param folder made by makeResultsFolder */
export async function openStore(folder: string, session: Session): Promise<Store> {
  return guarded(folder, async () => {
    await mkdir(join(folder, 'timelines'));
    await writeWhole(folder, 'session.json', renderSession(session));
    return storeIn(folder);
  });
}

/**
 * Goes on in a folder that holds runs already. What is left of a torn last line is cut off, or the next line would
 * begin in its middle.
 * @param session the stored one, and the sitting that goes on
 */
export async function reopenStore({ folder, torn, wholeBytes }: Stored, session: Session): Promise<Store> {
  return guarded(folder, async () => {
    if (torn) await truncate(join(folder, 'runs.jsonl'), wholeBytes);
    await mkdir(join(folder, 'timelines'), { recursive: true });
    await writeWhole(folder, 'session.json', renderSession(session));
    return storeIn(folder);
  });
}

export function renderSession(session: Session): string {
  return `${JSON.stringify(session, null, 2)}\n`;
}

async function storeIn(folder: string): Promise<Store> {
  const runs = await open(join(folder, 'runs.jsonl'), 'a');
  return {
    folder,
    append: (run) => guarded(folder, () => appendLine(runs, run)),
    keepTimeline: (name, truth) => guarded(folder, () => writeTimeline(folder, name, truth)),
    readBack: () => readResults(folder),
    close: () => runs.close(),
  };
}

/** Beside the runs it was made from. */
export async function writeReport(folder: string, name: string, text: string): Promise<void> {
  return guarded(folder, () => writeWhole(folder, name, text));
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
