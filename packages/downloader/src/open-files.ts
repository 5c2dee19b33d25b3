import { readFileSync } from 'node:fs';

/** A connection and a file for each download, and what the process has open besides. */
const FILES_A_DOWNLOAD = 2;
const FILES_BESIDES = 32;
const SOFT_LIMIT = /^Max open files\s+(?<soft>\d+)/mu;

/**
 * Whether so many downloads may be in flight. Node has raised the soft limit to the hard one when it started.
 * @returns what is wrong, if the system's limit is known and too low
 */
export function openFilesFlaw(concurrency: number, limit = openFilesLimit()): string | undefined {
  const needed = FILES_A_DOWNLOAD * concurrency + FILES_BESIDES;
  if (limit === undefined || limit >= needed) return undefined;
  return `--concurrency ${concurrency} needs ${needed} open files and the limit is ${limit}; raise it (ulimit -n ${needed}) or lower --concurrency`;
}

function openFilesLimit(): number | undefined {
  try {
    const soft = SOFT_LIMIT.exec(readFileSync('/proc/self/limits', 'latin1'))?.groups?.['soft'];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    // Where there is no such file the system says itself when there are too many.
    return undefined;
  }
}
