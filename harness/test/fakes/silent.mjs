// Does the work and says nothing.
import { run } from './kit.mjs';

console.log = () => {};
await run();
