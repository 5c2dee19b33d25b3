// Does all it should.
import { run } from './kit.mjs';

await run();
