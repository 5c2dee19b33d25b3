import { basename, dirname, resolve } from 'node:path';
import { holdsCheck } from '../check/store.ts';
import { HarnessError } from '../errors.ts';
import type { MergeOptions } from '../options.ts';
import { makeResultsFolder, mergeShards, readResults, writeJoined } from '../store/index.ts';
import type { World } from '../world.ts';
import { mergeChecks } from './check-results.ts';
import { exitCode, rendered, reportOf, writeReports } from './outcome.ts';
import { sayTorn } from './torn.ts';

/** Joins the shards of one plan, and shows and keeps what they say together. Gives the exit code. */
export async function merge(options: MergeOptions, world: World): Promise<number> {
  const folders = options.folders.map((folder) => resolve(folder));
  const twice = folders.find((folder, index) => folders.indexOf(folder) !== index);
  if (twice !== undefined) {
    throw new HarnessError('bad-option', `${twice} is named twice`, 'Name the folder of every shard once.');
  }
  const checks = await Promise.all(folders.map(holdsCheck));
  if (checks.every(Boolean)) return mergeChecks(folders, options, world);
  const parts = [];
  for (const folder of folders) parts.push(await readResults(folder));
  for (const part of parts) sayTorn(part, world);
  const joined = mergeShards(parts);
  const out = await makeResultsFolder(options.out, dirname(options.out), basename(options.out));
  const lost = await writeJoined(out, joined);
  if (lost > 0) world.stderr.write(`${lost} timelines are not where their runs say, and are left out\n`);
  // From the disk again: what is shown is what is there.
  const report = reportOf(await readResults(out));
  await writeReports(out, report);
  world.stdout.write(rendered(report, options, world));
  world.stderr.write(`Joined results: ${out}\n`);
  return exitCode(report);
}
