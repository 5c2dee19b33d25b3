import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { check } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { makeResultsFolder, openStore, resultsName, storedRun } from '../../src/store/index.ts';
import { truth } from '../support/fake-executor.ts';
import { session } from '../support/session.ts';
import { temporaryFolder } from '../support/world.ts';

const PLACE = {
  sitting: 'first',
  scenario: 'tiny',
  variant: 'fake/good',
  block: 0,
  position: 0,
  startedAt: '2026-01-31T12:00:00.000Z',
  loadAverage1m: 0.5,
};
const VERDICT = {
  failures: [],
  flags: [],
  summary: null,
  files: null,
  witness: null,
  phases: null,
  stderr: ['noise'],
};

async function openFolder() {
  const folder = await makeResultsFolder(null, temporaryFolder(), 'results');
  return { folder, store: await openStore(folder, session()) };
}

describe('storedRun', () => {
  test('what is not known is not there, and the result holds to its schema', () => {
    const run = storedRun(PLACE, { usage: null }, VERDICT, null);
    expect(check('stored-run', run)).toMatchObject({ state: 'valid' });
    expect(Object.keys(run)).not.toEqual(expect.arrayContaining(['process']));
    expect(run).toMatchObject({ state: 'ok', warmup: true });
    expect([run.process, run.witness, run.stderr, run.timeline]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('one failure makes a run failed, whatever else is known, and keeps its stderr', () => {
    const failures = [{ code: 'files', message: 'x' } as const];
    const run = storedRun(
      { ...PLACE, block: 2 },
      { usage: null },
      { ...VERDICT, failures },
      'timelines/x.json.gz',
    );
    expect(check('stored-run', run)).toMatchObject({ state: 'valid' });
    expect(run).toMatchObject({
      state: 'failed',
      warmup: false,
      stderr: 'noise',
      timeline: 'timelines/x.json.gz',
    });
  });
});

describe('the results folder', () => {
  test('its name sorts by time and is a valid name everywhere', () => {
    const name = resultsName(new Date('2026-01-31T12:34:56.789Z'), ['seed', 'small']);
    expect(name).toBe('2026-01-31T12-34-56Z-seed-small');
  });

  test('shards that are started in the same second have names of their own', () => {
    const name = resultsName(new Date('2026-01-31T12:34:56.789Z'), ['seed'], { index: 2, of: 3 });
    expect(name).toBe('2026-01-31T12-34-56Z-seed-shard-2-of-3');
  });

  test('what is appended is on the disk at once, and read back as it was', async () => {
    const { folder, store } = await openFolder();
    const run = storedRun(PLACE, { usage: null }, VERDICT, null);
    await store.append(run);
    expect(readFileSync(join(folder, 'runs.jsonl'), 'utf8')).toBe(`${JSON.stringify(run)}\n`);
    await store.append({ ...run, position: 1 });
    expect(readFileSync(join(folder, 'runs.jsonl'), 'utf8').split('\n')).toHaveLength(3);
    await store.close();
  });

  test('the timeline of a run is beside it', async () => {
    const { folder, store } = await openFolder();
    const name = await store.keepTimeline('tiny-0-fake-good', truth([], 1));
    expect(name).toBe('timelines/tiny-0-fake-good.json.gz');
    expect(JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString())).toEqual(truth([], 1));
    await store.close();
  });

  test('an empty folder of the user is taken, another is not', async () => {
    const folder = temporaryFolder();
    expect(await makeResultsFolder(folder, '/nowhere', 'x')).toBe(folder);
    await expect(makeResultsFolder(folder, '/nowhere', 'x')).rejects.toThrow('is not empty');
    expect(existsSync('/nowhere')).toBe(false);
  });
});
