// Stands for an origin that dies in the middle: ends it from outside, then goes on asking.
import { readFileSync } from 'node:fs';
import { run } from './kit.mjs';

await run({
  body: (body, index) => {
    if (index === 1) process.kill(Number(readFileSync(process.env.HOME + '/origin.pid', 'utf8')), 'SIGKILL');
    return body;
  },
});
