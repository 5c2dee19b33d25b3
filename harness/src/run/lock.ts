import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { HarnessError, reasonOf } from '../errors.ts';
import { isAlive, startTicks } from './processes.ts';

/** Who holds the machine. */
interface Holder {
  readonly pid: number;
  readonly startTicks: string | null;
  readonly since: string;
}

export interface Lock {
  release(): void;
}

/**
 * One comparison at a time: two would measure each other.
 * @throws HarnessError `locked` that names the holder
 */
export function takeLock(folder: string, since: string): Lock {
  const file = join(folder, `fairfetch-${userInfo().uid}.lock`);
  const holder: Holder = { pid: process.pid, startTicks: startTicks(process.pid), since };
  const text = JSON.stringify(holder);
  // Written aside and then linked, so that nobody ever reads half a lock; the link fails if one is there.
  const own = `${file}.${process.pid}`;
  try {
    writeFileSync(own, text);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (linked(own, file)) return { release: () => releaseLock(file, text) };
      const other = readHolder(file);
      if (other !== null && holds(other)) throw heldBy(other, file);
      removeStale(file, other, own);
    }
  } catch (error) {
    if (error instanceof HarnessError) throw error;
    throw new HarnessError('locked', `the lock ${file} cannot be taken: ${reasonOf(error)}`, SEE_FOLDER, {
      cause: error,
    });
  } finally {
    rmSync(own, { force: true });
  }
  throw new HarnessError('locked', `the lock ${file} changes hands all the time`, 'Try again in a moment.');
}

const SEE_FOLDER = 'The folder must be one you can write to (TMPDIR names it).';

function linked(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function holds(holder: Holder): boolean {
  return isAlive(holder.pid) && startTicks(holder.pid) === holder.startTicks;
}

function heldBy(holder: Holder, file: string): HarnessError {
  return new HarnessError(
    'locked',
    `another comparison runs on this machine: process ${holder.pid}, since ${holder.since}`,
    `Wait for it to end, or stop it. Two at once would measure each other. (Lock: ${file})`,
  );
}

/** Takes a dead holder's lock away, without ever taking one that a third process has put there meanwhile. */
function removeStale(file: string, dead: Holder | null, own: string): void {
  const aside = `${own}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (JSON.stringify(readHolder(aside)) !== JSON.stringify(dead)) linked(aside, file);
  rmSync(aside, { force: true });
}

function releaseLock(file: string, text: string): void {
  try {
    if (readFileSync(file, 'utf8') === text) rmSync(file);
  } catch {
    // It is gone already.
  }
}
