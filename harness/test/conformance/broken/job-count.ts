import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const NEWLINE = 10;
const HASH = 35;
const BLANKS = new Set([9, 11, 12, 13, 32]);

/** How many job lines a regular file has, read a piece at a time; null where that cannot be told in advance. */
export function countJobs(input: string | undefined): number | null {
  if (input === undefined) return 0;
  if (input === '-') return null;
  const descriptor = openSync(input, 'r');
  try {
    return fstatSync(descriptor).isFile() ? countLines(descriptor) : null;
  } finally {
    closeSync(descriptor);
  }
}

function countLines(descriptor: number): number {
  const chunk = Buffer.alloc(65_536);
  let count = 0;
  let isSettled = false;
  for (let bytes = readSync(descriptor, chunk); bytes > 0; bytes = readSync(descriptor, chunk)) {
    for (const byte of chunk.subarray(0, bytes)) {
      if (byte === NEWLINE) isSettled = false;
      else if (!isSettled && !BLANKS.has(byte)) {
        isSettled = true;
        count += byte === HASH ? 0 : 1;
      }
    }
  }
  return count;
}
