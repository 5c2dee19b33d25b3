// One at a time, whatever was asked.
import { run } from './kit.mjs';

await run({ concurrency: 1 });
