/** Keeps what Node makes of the TypeScript: stripping types takes longer than all else of a start. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '../../../../node_modules/.cache/fairfetch-broken'));
await import('./main.ts');
