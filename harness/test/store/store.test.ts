import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { check, type Session } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { makeResultsFolder, openStore, readResults, resultsName, storedRun } from '../../src/store/index.ts';
import { collectProvenance } from '../../src/store/provenance.ts';
import { truth } from '../support/fake-executor.ts';
import { temporaryFolder } from '../support/world.ts';

const PLACE = {
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

async function provenance() {
  const scratch = { path: '/scratch', fileSystem: 'tmpfs', keptUntilEnd: false };
  return collectProvenance({
    root: temporaryFolder(),
    env: process.env,
    version: '1',
    scratch,
    tools: { a: '1' },
  });
}

async function session(): Promise<Session> {
  return {
    kind: 'session',
    format: 1,
    startedAt: PLACE.startedAt,
    seed: 1,
    variants: [],
    skipped: [],
    scenarios: [],
    provenance: await provenance(),
    order: [],
  };
}

async function openFolder() {
  const folder = await makeResultsFolder(null, temporaryFolder(), 'results');
  return { folder, store: await openStore(folder, await session()) };
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

  test('what is appended is on the disk at once, and read back as it was', async () => {
    const { folder, store } = await openFolder();
    const run = storedRun(PLACE, { usage: null }, VERDICT, null);
    await store.append(run);
    expect(readFileSync(join(folder, 'runs.jsonl'), 'utf8')).toBe(`${JSON.stringify(run)}\n`);
    await store.append({ ...run, position: 1 });
    expect(await store.readBack()).toEqual({
      session: JSON.parse(readFileSync(join(folder, 'session.json'), 'utf8')) as Session,
      runs: [run, { ...run, position: 1 }],
      torn: false,
    });
    await store.close();
  });

  test('a torn last line is left out, and told', async () => {
    const { folder, store } = await openFolder();
    const run = storedRun(PLACE, { usage: null }, VERDICT, null);
    await store.append(run);
    await store.close();
    appendFileSync(join(folder, 'runs.jsonl'), JSON.stringify(run).slice(0, 50));
    expect(await readResults(folder)).toMatchObject({ runs: [run], torn: true });
  });

  test.each([
    ['session.json', '{', /session.json is damaged: not JSON/],
    ['session.json', '{}', /session.json is damaged: the document lacks kind/],
    ['runs.jsonl', 'hello\n', /runs.jsonl, line 1 is damaged: not JSON/],
  ])('a damaged %s is an error that names the place', async (name, text, words) => {
    const { folder, store } = await openFolder();
    await store.close();
    writeFileSync(join(folder, name), text);
    await expect(readResults(folder)).rejects.toMatchObject({
      code: 'results',
      message: expect.stringMatching(words) as string,
    });
  });

  test('a folder without results is named', async () => {
    await expect(readResults('/no/such/folder')).rejects.toThrow('/no/such/folder: no such file or folder');
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

describe('provenance', () => {
  test('outside a checkout there is no revision; the machine is told apart, not named', async () => {
    const { git, machine, node, tools } = await provenance();
    expect(git).toBeNull();
    expect(machine.hostHash).toMatch(/^[0-9a-f]{12}$/);
    expect(machine.cores).toBeGreaterThan(0);
    expect([node, tools]).toEqual([process.versions.node, { a: '1' }]);
    expect(check('session', await session()).state).toBe('valid');
  });
});
