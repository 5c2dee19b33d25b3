import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { StoredRun } from '@fairfetch/contract';
import type { Joined, JoinedRun } from './merge.ts';
import { resultsError } from './results-folder.ts';
import { renderSession } from './store.ts';
import { writeWhole } from './whole-file.ts';

/**
 * Writes joined results to a folder made by makeResultsFolder. session.json comes last: without it the folder is not
 * taken for results, whenever this is cut short. Gives how many timelines were not where their runs say.
 */
export async function writeJoined(folder: string, { session, runs }: Joined): Promise<number> {
  try {
    await mkdir(join(folder, 'timelines'));
    const written: StoredRun[] = [];
    let lost = 0;
    for (const joined of runs) {
      const run = await withTimeline(folder, joined);
      if (joined.run.timeline !== undefined && run.timeline === undefined) lost += 1;
      written.push(run);
    }
    await writeFile(join(folder, 'runs.jsonl'), written.map((run) => `${JSON.stringify(run)}\n`).join(''), {
      flush: true,
    });
    await writeWhole(folder, 'session.json', renderSession(session));
    return lost;
  } catch (error) {
    throw resultsError(folder, error);
  }
}

/** Each shard's timelines get a folder of their own: the warm-ups of all shards have the same names. */
async function withTimeline(folder: string, { run, from, part }: JoinedRun): Promise<StoredRun> {
  if (run.timeline === undefined) return run;
  const timeline = `timelines/${part}/${basename(run.timeline)}`;
  await mkdir(join(folder, dirname(timeline)), { recursive: true });
  try {
    await copyFile(join(from, run.timeline), join(folder, timeline));
    return { ...run, timeline };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const { timeline: _lost, ...rest } = run;
    return rest;
  }
}
