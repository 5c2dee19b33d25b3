// One byte of one file is not what was sent.
import { run } from './kit.mjs';

await run({
  body: (body, index) => {
    if (index === 1) body[500] ^= 1;
    return body;
  },
});
