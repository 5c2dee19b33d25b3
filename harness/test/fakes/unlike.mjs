// Prints JSON that is no summary.
import { run } from './kit.mjs';

await run({ summary: () => ({ downloads: 'all of them', speed: 'high' }) });
