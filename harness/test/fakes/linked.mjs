// Copies are links to the first download.
import { linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dir, jobs, run } from './kit.mjs';

await run();
rmSync(join(dir, jobs[3].path));
linkSync(join(dir, jobs[0].path), join(dir, jobs[3].path));
