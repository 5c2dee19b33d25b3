import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import type { RaceVariant } from '../backends/index.ts';
import { cleanEnvironment } from '../environment.ts';
import type { MemoryOptions } from '../options.ts';
import { openScratch, requireBinaries } from '../run/index.ts';
import { trialField } from '../trials/field.ts';
import { fillFolder, KINDS, writeList, type Kind } from '../trials/memory/lists.ts';
import { listPath, runList, type MemoryTrial } from '../trials/memory/perform.ts';
import { bytesPerLine, memoryTable, MOST_BYTES_PER_LINE, type MemoryRow } from '../trials/memory/report.ts';
import type { World } from '../world.ts';

const FEW_LINES = 1_000;
const BYTES_A_LINE = 1_024;

/** Measures how much a further line of a long list raises each variant's peak memory. Gives the exit code. */
export async function memory(options: MemoryOptions, world: World): Promise<number> {
  const { env, root, stderr, signal } = world;
  const { binaries } = world;
  await requireBinaries(binaries);
  const field = await trialField(world, options.only);
  await using open = new AsyncDisposableStack();
  const needs = { runBytes: options.lines * BYTES_A_LINE, allRunsBytes: null };
  const scratch = open.adopt(await openScratch(null, needs), (each) => each.close());
  const folder = join(scratch.path, 'lists');
  stderr.write(`making lists of ${FEW_LINES} and ${options.lines} lines and their files\n`);
  await fillFolder(join(folder, 'files'), options.lines);
  for (const kind of KINDS) {
    for (const lines of [FEW_LINES, options.lines])
      await writeList(listPath(folder, kind, lines), kind, lines);
  }
  const trial = { launcher: binaries.launcher, env: cleanEnvironment(root, env), folder, signal };
  const rows: MemoryRow[] = [];
  for (const variant of field.variants) {
    for (const kind of KINDS) rows.push(await measure(trial, variant, kind, options.lines, stderr));
  }
  await rm(folder, { recursive: true, force: true });
  world.stdout.write(
    options.format === 'json' ? `${JSON.stringify({ rows }, null, 2)}\n` : memoryTable(rows),
  );
  return rows.every((row) => bytesPerLine(row) <= MOST_BYTES_PER_LINE) ? 0 : 1;
}

async function measure(
  trial: MemoryTrial,
  variant: RaceVariant,
  kind: Kind,
  manyLines: number,
  stderr: World['stderr'],
): Promise<MemoryRow> {
  const few = await runList(trial, variant, kind, FEW_LINES);
  const many = await runList(trial, variant, kind, manyLines);
  const row: MemoryRow = {
    variant: variant.id,
    kind,
    fewLines: FEW_LINES,
    fewPeakBytes: few.peakRssBytes,
    manyLines,
    manyPeakBytes: many.peakRssBytes,
    manyWallNs: many.wallNs,
  };
  stderr.write(`${variant.id}, ${kind}: ${bytesPerLine(row).toFixed(0)} bytes a line\n`);
  return row;
}
