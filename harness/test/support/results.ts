import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session, Shard, Sitting, StoredRun } from '@fairfetch/contract';
import { planBlocks } from '../../src/plan/index.ts';
import { isOfShard } from '../../src/planned.ts';
import { expandScenario } from '../../src/scenarios/index.ts';
import { tinyScenario } from './scenario.ts';
import { okRun, session, sitting, variant } from './session.ts';
import { temporaryFolder } from './world.ts';

interface PlanParts {
  readonly blocks?: number;
  readonly seed?: number;
  readonly shard?: Shard | null;
  readonly sitting?: Partial<Sitting>;
}

/** A session of two variants on the tiny scenario whose plan is what its seed gives. */
export function plannedSession(parts: PlanParts = {}): Session {
  const { blocks = 3, seed = 7, shard = null } = parts;
  const scenario = tinyScenario();
  const { digest, jobs, bytes } = expandScenario(scenario, seed);
  const { name, title, concurrency } = scenario;
  const variants = ['fake/good', 'fake/other'];
  return {
    ...session({ variants: variants.map((id) => variant(id)) }),
    seed,
    scenarios: [
      { name, title, concurrency, scenario, urls: null, digest, blocks, downloads: jobs.length, bytes },
    ],
    sittings: [sitting({ id: shard === null ? 'first' : `part-${shard.index}`, shard, ...parts.sitting })],
    order: [planBlocks({ variants, blocks, seed, label: name }).map((block) => block.slice())],
  };
}

/** Every run that the first sitting is to make, all of them ok. */
export function plannedRuns({ order, sittings, scenarios }: Session): readonly StoredRun[] {
  const [{ id, shard }] = sittings;
  return order.flatMap((blocks, at) =>
    blocks.flatMap((ids, block) =>
      ids.flatMap((name, position) =>
        isOfShard(block, shard)
          ? [
              okRun(name, block, 10 + block + position, {
                position,
                sitting: id,
                scenario: scenarios[at]?.name ?? '',
              }),
            ]
          : [],
      ),
    ),
  );
}

/** A results folder with that in it. */
export function writeResults(
  given: Session,
  runs: readonly unknown[] = plannedRuns(given),
  folder = join(temporaryFolder(), 'results'),
): string {
  mkdirSync(join(folder, 'timelines'), { recursive: true });
  writeFileSync(join(folder, 'session.json'), JSON.stringify(given, null, 2));
  writeFileSync(join(folder, 'runs.jsonl'), runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
  return folder;
}

/** As if whoever wrote it had been killed while doing so. */
export function tear(folder: string): void {
  appendFileSync(join(folder, 'runs.jsonl'), '{"kind":"run","format":2,"scen');
}
