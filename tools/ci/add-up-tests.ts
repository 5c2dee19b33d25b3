/**
 * Adds up what the test runners printed: `node tools/ci/add-up-tests.ts LOG` ends with `N passed, N failed, N skipped`.
 * Exits 1 when a test failed or none ran.
 */
import { readFileSync } from 'node:fs';
import { addUp } from './test-counts.ts';

const [log] = process.argv.slice(2);
if (log === undefined) {
  process.stderr.write('usage: add-up-tests LOG\n');
  process.exitCode = 2;
} else {
  const { passed, failed, skipped } = addUp(readFileSync(log, 'utf8'));
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
