// Fills the disk, and then finds no room for what it is asked to do.
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { dir, run } from './kit.mjs';

const [hoard, piece] = [openSync(join(dir, 'hoard'), 'w'), Buffer.alloc(65_536)];
try {
  for (;;) writeSync(hoard, piece);
} catch {
  await run().catch((error) => console.error(`hoards: ${error.message}`));
  process.exit(3);
}
