// Fetches each file twice and tells of one attempt.
import { run } from './kit.mjs';

await run({ times: 2 });
