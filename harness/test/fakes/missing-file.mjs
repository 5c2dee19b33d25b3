// One file is not there.
import { run } from './kit.mjs';

await run({ path: (path, index) => (index === 1 ? null : path) });
