// Writes beside its folder, beside the run's folder, and in the temporary folder.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dir, run } from './kit.mjs';

await run();
writeFileSync(join(dir, '..', 'beside.txt'), '');
writeFileSync(join(dir, '..', '..', 'above.txt'), '');
writeFileSync(join(process.env.TMPDIR, 'cache.txt'), '');
