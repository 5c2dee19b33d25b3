// Fetches each URL once, whatever the list says, and claims every download.
import { run } from './kit.mjs';

await run({ cache: new Map() });
