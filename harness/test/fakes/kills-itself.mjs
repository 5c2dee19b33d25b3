// Ends by a signal in the middle.
import { run } from './kit.mjs';

await run({
  body: (body, index) => {
    if (index === 2) process.kill(process.pid, 'SIGKILL');
    return body;
  },
});
