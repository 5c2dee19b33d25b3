import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HarnessError, reasonOf } from '../errors.ts';
import { makeFolder } from '../folders.ts';
import { fileSystemOf, type FileSystem } from './file-systems.ts';
import { unmountBelow } from './mounts.ts';
import { isAlive } from './processes.ts';
import { runFolder, type RunFolder } from './run-folder.ts';

export type { RunFolder } from './run-folder.ts';

/** How much the race will write. */
export interface ScratchNeeds {
  /** Of the largest single run. */
  readonly runBytes: number;
  /** Of all runs together, if nothing were removed in between; null: not known. */
  readonly allRunsBytes: number | null;
}

/** The folder all downloads of this race go to, and what becomes of them. */
export interface Scratch {
  readonly path: string;
  readonly fileSystem: string;
  readonly keptUntilEnd: boolean;
  /** What a person should know of the choice, or null. */
  readonly note: string | null;
  /** A folder for one run, not made yet. */
  folderOf(name: string): RunFolder;
  /** A path for what is ours and outlives a run, not made yet. */
  reserve(name: string): string;
  /** Names directly below `path` that are not ours. They are removed: the next run is not to blame for them. */
  takeStrangers(): Promise<readonly string[]>;
  /** Whether nothing more can be written. */
  isFull(): Promise<boolean>;
  /** To be called when a run's files have been looked at. */
  finishRun(folder: RunFolder): Promise<void>;
  /** Removes everything. */
  close(): Promise<void>;
}

const MEMORY_FOLDER = '/dev/shm';
const PREFIX = 'fairfetch-';
/** A run's files and the next one's, and some room to breathe. */
const ROOM_FACTOR = 2;
const LEAST_ROOM_BYTES = 16 * 1024 * 1024;
const FULL_BYTES = 128 * 1024;

interface Place {
  readonly folder: string;
  readonly fileSystem: FileSystem;
  readonly note: string | null;
}

/**
 * Opens the scratch folder: the one that was asked for, else one in memory, else one in the system's temporary
 * folder.
 * @throws HarnessError `scratch` when the folder asked for, or the last resort, cannot be used
 */
export async function openScratch(
  asked: string | null,
  needs: ScratchNeeds,
  memoryFolder: string = MEMORY_FOLDER,
): Promise<Scratch> {
  const place = asked === null ? await choosePlace(needs, memoryFolder) : await askedPlace(asked, needs);
  await removeStale(place.folder);
  const path = await mkdtemp(join(place.folder, `${PREFIX}${process.pid}-`));
  const { name: fileSystem, inMemory, freeBytes } = place.fileSystem;
  // On a disk, removing files makes creating the next ones ten times slower for a while, and that would be
  // measured; in memory it is memory that counts.
  const allRunsBytes = needs.allRunsBytes ?? Number.POSITIVE_INFINITY;
  const keptUntilEnd = !inMemory && allRunsBytes * 1.1 + LEAST_ROOM_BYTES < freeBytes;
  const note = inMemory || keptUntilEnd ? null : removalNote(needs, freeBytes);
  const own = new Set<string>();
  return {
    path,
    fileSystem,
    keptUntilEnd,
    note: [place.note, note].filter((each) => each !== null).join('; ') || null,
    folderOf: (name) => {
      own.add(name);
      return runFolder(path, name);
    },
    reserve: (name) => {
      own.add(name);
      return join(path, name);
    },
    takeStrangers: async () => {
      const strangers = (await readdir(path)).filter((name) => !own.has(name));
      for (const name of strangers) await remove(join(path, name));
      return strangers;
    },
    isFull: async () => (await fileSystemOf(path)).freeBytes < FULL_BYTES,
    finishRun: async (folder) => {
      if (!keptUntilEnd) await remove(folder.root);
    },
    close: () => remove(path),
  };
}

function removalNote({ allRunsBytes }: ScratchNeeds, freeBytes: number): string {
  const why =
    allRunsBytes === null
      ? 'how large the downloads of all runs are is not known'
      : `the downloads of all runs (${mib(allRunsBytes)} MiB) do not fit the scratch folder (${mib(freeBytes)} MiB)`;
  return `${why}, so they are removed after each run, which on a disk disturbs the next one`;
}

async function remove(path: string): Promise<void> {
  // A folder that a downloader has locked against us stays; the next race's start tries again.
  await rm(path, { recursive: true, force: true, maxRetries: 2 }).catch(() => {});
}

/** Removes what races that were killed have left in a folder. One that is not there has nothing in it. */
export async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-\\w{6}$`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await unmountBelow(join(folder, name));
    // Nobody is writing to it any more, so what cannot be removed now could not be a moment later.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
}

async function choosePlace(needs: ScratchNeeds, memoryFolder: string): Promise<Place> {
  const memory = await tryPlace(memoryFolder, needs);
  if (typeof memory !== 'string' && memory.fileSystem.inMemory) return memory;
  const why = typeof memory === 'string' ? memory : `${memoryFolder} is not in memory`;
  const disk = await tryPlace(tmpdir(), needs);
  if (typeof disk === 'string') {
    throw new HarnessError('scratch', `there is no room for the downloads: ${why}; ${disk}`, USE_SCRATCH);
  }
  return { ...disk, note: `downloads go to ${tmpdir()} (${disk.fileSystem.name}), not to memory: ${why}` };
}

const USE_SCRATCH = 'Name a folder that can be written to and has room with --scratch DIR.';

async function askedPlace(asked: string, needs: ScratchNeeds): Promise<Place> {
  const folder = resolve(asked);
  const place = await makeFolder(folder)
    .then(() => tryPlace(folder, needs))
    .catch((error: unknown) => `${folder} cannot be made: ${reasonOf(error)}`);
  if (typeof place !== 'string') return place;
  throw new HarnessError('scratch', `--scratch ${asked} cannot be used: ${place}`, USE_SCRATCH);
}

/** The place, or why it cannot be used. */
async function tryPlace(folder: string, needs: ScratchNeeds): Promise<Place | string> {
  const probe = join(folder, `${PREFIX}probe-${process.pid}`);
  try {
    await writeFile(probe, 'probe', { flag: 'wx' });
    await rm(probe);
  } catch (error) {
    await rm(probe, { force: true }).catch(() => {});
    return `${folder} cannot be written to: ${reasonOf(error)}`;
  }
  const fileSystem = await fileSystemOf(folder);
  const room = needs.runBytes * ROOM_FACTOR + LEAST_ROOM_BYTES;
  if (fileSystem.freeBytes < room) {
    return `${folder} has room for ${mib(fileSystem.freeBytes)} MiB, and ${mib(room)} MiB are needed`;
  }
  return { folder, fileSystem, note: null };
}

function mib(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}
