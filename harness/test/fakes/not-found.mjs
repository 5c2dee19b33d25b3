// Asks for one file that was never offered.
import { run } from './kit.mjs';

await run({ url: (url, index) => (index === 1 ? `${url}.gone` : url) });
