import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a file so that it is there as a whole or not at all, whenever this process is killed: written aside, down to
 * the disk, and then renamed.
 */
export async function writeWhole(folder: string, name: string, text: string): Promise<void> {
  const aside = join(folder, `${name}.new`);
  await synced(aside, 'w', (file) => file.writeFile(text));
  await rename(aside, join(folder, name));
  await synced(folder, 'r', () => Promise.resolve());
}

async function synced(
  path: string,
  flags: 'r' | 'w',
  work: (file: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  const file = await open(path, flags);
  try {
    await work(file);
    await file.sync();
  } finally {
    await file.close();
  }
}
