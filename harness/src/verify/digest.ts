import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Read whole below this: thousands of small files cost a stream each otherwise. */
const WHOLE_BYTES = 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** sha256 of a file, hexadecimal, without ever holding a large one. */
export async function digestOf(file: string, bytes: number): Promise<string> {
  if (bytes <= WHOLE_BYTES) return hash('sha256', await readFile(file), 'hex');
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    digest.update(chunk as Buffer);
  }
  return digest.digest('hex');
}

/** Calls `work` for each item, a few at a time, and keeps the order of the results. */
export async function mapFew<Item, Result>(
  items: readonly Item[],
  few: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = Array.from({ length: items.length });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const index = next;
      next += 1;
      const item = items[index];
      if (index >= items.length) return;
      results[index] = await work(item as Item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(few, items.length) }, worker));
  return results;
}
