// Does the work, and then says nonsense.
import { run } from './kit.mjs';

console.log('{"contract": 1, "backend": ');
await run();
