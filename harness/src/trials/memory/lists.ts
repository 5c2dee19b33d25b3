import { createWriteStream } from 'node:fs';
import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What becomes of each line: refused as no job, or skipped because its file is there. */
export const KINDS = ['refused', 'skipped'] as const;
export type Kind = (typeof KINDS)[number];

/** Of every name: long enough that keeping names as they are would show. */
const NAME_CHARS = 40;
const LINES_A_PIECE = 10_000;

function nameOf(index: number): string {
  return `${'file-of-a-very-long-list-'.padEnd(NAME_CHARS - 12, '-')}${String(index).padStart(8, '0')}.bin`;
}

function lineOf(kind: Kind, index: number): string {
  return `${kind === 'refused' ? 'ftp' : 'http'}://127.0.0.1:9/${nameOf(index)}`;
}

/** Writes a list of so many lines, a piece at a time. */
export async function writeList(file: string, kind: Kind, lines: number): Promise<void> {
  const pieces = function* (): Generator<string> {
    for (let first = 0; first < lines; first += LINES_A_PIECE) {
      const count = Math.min(LINES_A_PIECE, lines - first);
      yield `${Array.from({ length: count }, (_, at) => lineOf(kind, first + at)).join('\n')}\n`;
    }
  };
  await pipeline(Readable.from(pieces()), createWriteStream(file));
}

/** A folder in which every file of a list is there already: names of one empty file, which is all that a skip looks at. */
export async function fillFolder(folder: string, lines: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const first = join(folder, nameOf(0));
  await writeFile(first, '');
  for (let from = 1; from < lines; from += LINES_A_PIECE) {
    const count = Math.min(LINES_A_PIECE, lines - from);
    await Promise.all(Array.from({ length: count }, (_, at) => link(first, join(folder, nameOf(from + at)))));
  }
}
