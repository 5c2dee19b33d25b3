import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { RaceVariant } from '../backends/index.ts';
import { cleanEnvironment } from '../environment.ts';
import type { KillOptions } from '../options.ts';
import { openScratch, requireBinaries, startOrigin, type OriginClient } from '../run/index.ts';
import { trialField } from '../trials/field.ts';
import { killAndFinish, measureCourse, type KillTrial } from '../trials/kill/perform.ts';
import { killPoints, trialFiles } from '../trials/kill/plan.ts';
import { killRow, killTable, type KillRow } from '../trials/kill/report.ts';
import { sideBySide } from '../trials/side-by-side.ts';
import type { World } from '../world.ts';

/** Of one run, with what is left of those before it. */
const RUN_BYTES = 64 * 1024 * 1024;

/** Kills every variant at many points of a run and lets the next run finish. Gives the exit code. */
export async function kill(options: KillOptions, world: World): Promise<number> {
  const { stderr, env, root } = world;
  const seed = options.seed ?? world.randomSeed();
  const { binaries } = world;
  await requireBinaries(binaries);
  const field = await trialField(world, options.only);
  await using open = new AsyncDisposableStack();
  const scratch = open.adopt(await openScratch(null, { runBytes: RUN_BYTES, allRunsBytes: null }), (each) =>
    each.close(),
  );
  const clean = cleanEnvironment(root, env);
  const origin = open.adopt(await startOrigin(binaries.origin, clean), (each) => each.close());
  stderr.write(`seed ${seed}, ${options.points} points of each variant\n`);
  const rows: KillRow[] = [];
  for (const variant of field.variants) {
    const folder = join(scratch.path, variant.id.replace('/', '-'));
    rows.push(
      await tryVariant(
        { variant, origin, seed, env: clean, folder, signal: world.signal },
        options.points,
        stderr,
      ),
    );
  }
  world.stdout.write(
    options.format === 'json' ? `${JSON.stringify({ seed, rows }, null, 2)}\n` : killTable(rows, seed),
  );
  return rows.every(({ points, right }) => points === right) ? 0 : 1;
}

interface Trying extends Omit<KillTrial, 'files'> {
  readonly variant: RaceVariant;
  readonly origin: OriginClient;
}

async function tryVariant(trying: Trying, points: number, stderr: World['stderr']): Promise<KillRow> {
  const files = trialFiles(trying.seed);
  const trial: KillTrial = { ...trying, files };
  const course = await measureCourse(trial);
  const verdicts = await sideBySide(
    killPoints(points, files, trying.seed),
    availableParallelism(),
    (point, at) => killAndFinish(trial, `point-${at}`, point, course),
  );
  const row = killRow(trying.variant.id, verdicts);
  stderr.write(`${row.variant}: ${row.right} of ${row.points} right\n`);
  return row;
}
