/**
 * Writes src/types.generated.ts from schema/*.schema.json, so that the types cannot say anything else than the schemas.
 * `node tools/generate-types.ts` writes, with `--check` it only compares and exits 1 on a difference.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateTypes } from './types-from-schemas.ts';

const target = fileURLToPath(new URL('../src/types.generated.ts', import.meta.url));
const wanted = await generateTypes();

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== wanted) {
    process.stderr.write(
      'src/types.generated.ts is not what the schemas say: run `npx nx run contract:generate`\n',
    );
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, wanted);
}
