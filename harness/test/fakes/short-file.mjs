// One file is cut short.
import { run } from './kit.mjs';

await run({ body: (body, index) => (index === 1 ? body.subarray(0, 400) : body) });
