// A new connection for each download, though its manifest says otherwise.
import { run } from './kit.mjs';

await run({ reuse: false });
