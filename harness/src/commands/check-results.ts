import { basename, dirname } from 'node:path';
import { reportOfCheck } from '../check/judge.ts';
import { joinChecks } from '../check/merge.ts';
import { showCheck, renderedCheck, writeCheckReports } from '../check/outcome.ts';
import { openCheckStore, readCheck, SESSION_FILE, type StoredCheck } from '../check/store.ts';
import { HarnessError } from '../errors.ts';
import type { MergeOptions, ReportOptions } from '../options.ts';
import { makeResultsFolder } from '../store/index.ts';
import type { World } from '../world.ts';

/** Renders a stored check again, judged anew from its blocks. Nothing is written. Gives the exit code. */
export async function reportCheck(
  folder: string,
  options: Pick<ReportOptions, 'format' | 'columns'>,
  world: World,
): Promise<number> {
  refuseColumns(options);
  const stored = await readCheck(folder);
  sayTornBlock(stored, world);
  const report = reportOfCheck(stored.session, stored.blocks);
  world.stdout.write(renderedCheck(report, options.format, world));
  return report.exitCode;
}

/** Joins the shards of one check, and shows and keeps what they say together. Gives the exit code. */
export async function mergeChecks(
  folders: readonly string[],
  options: MergeOptions,
  world: World,
): Promise<number> {
  refuseColumns(options);
  const parts: StoredCheck[] = [];
  for (const folder of folders) parts.push(await readCheck(folder));
  for (const part of parts) sayTornBlock(part, world);
  const { session, blocks } = joinChecks(parts);
  const { out } = options;
  const folder = await makeResultsFolder(out, dirname(out), basename(out), SESSION_FILE);
  const store = await openCheckStore(folder, session);
  for (const block of blocks) await store.append(block);
  await store.close();
  const joined = await readCheck(folder);
  const report = reportOfCheck(joined.session, joined.blocks);
  await writeCheckReports(folder, report);
  await showCheck(report, options.format, world);
  world.stderr.write(`Joined results: ${folder}\n`);
  return report.exitCode;
}

function refuseColumns({ columns }: Pick<ReportOptions, 'columns'>): void {
  if (columns === null) return;
  throw new HarnessError(
    'bad-option',
    `--columns ${columns} is of the results of a race, and these are of a check`,
    'Leave it out: the reasons of a check say where the time went.',
  );
}

function sayTornBlock({ folder, torn }: StoredCheck, { stderr }: World): void {
  if (torn) stderr.write(`${folder}: the last line of blocks.jsonl is torn, and left out\n`);
}
