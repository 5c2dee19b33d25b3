/**
 * The conformance suite in a process of its own, that signals can be sent to: like `conform`, but in the workspace and
 * with the cases of a test. Its one argument is a JSON ConformDrive.
 */
import { conform } from '../../src/commands/conform.ts';
import { stopOnSignals } from '../../src/signals.ts';
import { realWorld } from '../../src/world.ts';
import { BINARIES } from './binaries.ts';
import { conformOptions } from './conform-options.ts';

export interface ConformDrive {
  readonly root: string;
  readonly casesFolder: string;
  readonly args: readonly string[];
}

const { root, casesFolder, args } = JSON.parse(process.argv[2] ?? '') as ConformDrive;
const world = { ...realWorld(stopOnSignals(process)), root, casesFolder, binaries: BINARIES };
process.exitCode = await conform(conformOptions(...args), world);
