import { open, readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';

const TAIL_BYTES = 4_096;
const TAIL_LINES = 20;
const LINE_CHARS = 300;

/** The text of a file, or null where there is none. */
export async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The last lines of a file, fit to be shown: no control characters that would move a terminal's cursor. */
export async function tailOf(file: string): Promise<readonly string[]> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return [];
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await handle.read({ buffer: Buffer.alloc(length), position: size - length, length });
    const lines = buffer
      .toString('utf8')
      .split(/[\r\n]+/)
      .map(shown);
    return lines.filter((line) => line !== '').slice(-TAIL_LINES);
  } finally {
    await handle.close();
  }
}

/**
 * The line that most likely says what went wrong: the last that names an error, because a run-time's own trailer may
 * come after it; else the last.
 */
export function tellingLine(lines: readonly string[]): string | null {
  return lines.findLast((line) => /(error|exception|panicked)\b.*:/i.test(line)) ?? lines.at(-1) ?? null;
}

/** A text somebody else wrote, as one line without control characters. */
export function shown(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, LINE_CHARS);
}
