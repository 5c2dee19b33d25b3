// What it did not finish is left behind.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dir, run } from './kit.mjs';

await run();
writeFileSync(join(dir, 'file-00000-0.bin.part'), 'half');
