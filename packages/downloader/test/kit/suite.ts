import type { ProgramCommand } from './run-program.ts';
import { testCommandLine } from './suite/command-line.ts';
import { testEnvironment } from './suite/environment.ts';
import { testExisting } from './suite/existing.ts';
import { testFailures } from './suite/failures.ts';
import { testFiles } from './suite/files.ts';
import { testKilled } from './suite/killed.ts';
import { testProxies } from './suite/proxies.ts';
import { testRedirects } from './suite/redirects.ts';
import { testResume } from './suite/resume.ts';
import { testRetries } from './suite/retries.ts';
import { testSignals } from './suite/signals.ts';
import { testTransfers } from './suite/transfers.ts';

/** A variant as the tests start it. */
export interface Variant {
  readonly command: ProgramCommand;
  readonly backend: string;
  readonly name: string;
  /** Libraries the summary must name. */
  readonly libraries: readonly string[];
  /** It says itself when a connection is opened; Node's fetch may now and then open one more than is needed. */
  readonly capsConnections: boolean;
}

/** What every variant of level races must do, whatever its strategy: each test runs it as a process. */
export function testVariant(variant: Variant): void {
  testCommandLine(variant);
  testTransfers(variant);
  testFiles(variant);
  testFailures(variant);
  testRetries(variant);
  testRedirects(variant);
  testResume(variant);
  testKilled(variant);
  testExisting(variant);
  testProxies(variant);
  testSignals(variant);
  testEnvironment(variant);
}
