/** Prints how soon failing candidates are found, for docs/gate.md: `node harness/benches/gate/failures.ts`; seconds. */
import { failureStudies, failureTable } from './study-failures.ts';

process.stdout.write(failureTable(failureStudies({ seed: 1, sessions: 1000 })));
