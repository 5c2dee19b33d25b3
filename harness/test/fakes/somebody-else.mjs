// Its summary is another's.
import { run } from './kit.mjs';

await run({ summary: () => ({ variant: 'somebody' }) });
