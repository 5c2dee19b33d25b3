// All at once, whatever was asked.
import { jobs, run } from './kit.mjs';

await run({ concurrency: jobs.length });
