// Ends whoever started it.
import { run } from './kit.mjs';

process.kill(process.ppid, 'SIGKILL');
await run();
