import { resolve } from 'node:path';
import { holdsCheck } from '../check/store.ts';
import type { ReportOptions } from '../options.ts';
import { readResults } from '../store/index.ts';
import type { World } from '../world.ts';
import { reportCheck } from './check-results.ts';
import { exitCode, rendered, reportOf } from './outcome.ts';
import { sayTorn } from './torn.ts';

/** Renders results again, from the stored runs alone. Nothing is written. Gives the exit code. */
export async function report(options: ReportOptions, world: World): Promise<number> {
  const folder = resolve(options.folder);
  if (await holdsCheck(folder)) return reportCheck(folder, options, world);
  const stored = await readResults(folder);
  sayTorn(stored, world);
  const found = reportOf(stored);
  world.stdout.write(rendered(found, options, world));
  return exitCode(found);
}
