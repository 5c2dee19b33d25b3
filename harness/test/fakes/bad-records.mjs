// A record that is not as agreed.
import { appendFileSync } from 'node:fs';
import { run } from './kit.mjs';

await run();
appendFileSync(process.argv[process.argv.indexOf('--records') + 1], '{"index": -1, "state": "great"}\n');
