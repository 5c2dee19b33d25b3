import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session, StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { readResults } from '../../src/store/index.ts';
import { plannedRuns, plannedSession, tear, writeResults } from '../support/results.ts';
import { failedRun, sitting, usage } from '../support/session.ts';
import { temporaryFolder } from '../support/world.ts';

const SUMMARY: NonNullable<StoredRun['summary']> = {
  contract: 1,
  backend: 'fake',
  variant: 'good',
  version: '1.0.0',
  runtime: { name: 'node', version: '26' },
  libraries: { undici: '7.1.0' },
  concurrency: 2,
  durationNs: 1,
  downloads: { total: 6, ok: 6, failed: 0, skipped: 0, cancelled: 0 },
  bytes: 6000,
  attempts: 6,
  peakInFlight: 2,
  errors: {},
};

/** The runs of the plan, with that over the one of `fake/good` in block 1: it is on the line that is given. */
function edited(over: Readonly<Record<string, unknown>>) {
  const session = plannedSession();
  const runs = plannedRuns(session);
  const at = runs.findIndex(({ block, variant }) => block === 1 && variant === 'fake/good');
  const folder = writeResults(
    session,
    runs.map((run, index) => (index === at ? Object.assign({}, run, over) : run)),
  );
  return { folder, line: at + 1 };
}

describe('what is as it was written', () => {
  test('is read, run by run', async () => {
    const session = plannedSession();
    const runs = plannedRuns(session);
    const folder = writeResults(session);
    const stored = await readResults(folder);
    expect(stored).toMatchObject({ folder, session, runs, torn: false });
  });

  test('no run at all is no damage', async () => {
    expect(await readResults(writeResults(plannedSession(), []))).toMatchObject({ runs: [], torn: false });
  });

  test('a torn last line is left out, and told', async () => {
    const session = plannedSession();
    const folder = writeResults(session);
    const whole = await readResults(folder);
    tear(folder);
    expect(await readResults(folder)).toEqual({ ...whole, torn: true });
  });

  test('half a character at its end is torn too, and the whole lines are counted in bytes', async () => {
    const session = plannedSession();
    const run = failedRun('fake/good', 0, {
      position: session.order[0]?.[0]?.indexOf('fake/good') ?? 0,
      scenario: 'tiny',
      failures: [{ code: 'exit-code', message: 'größer' }],
    });
    const folder = writeResults(session, [run]);
    const { wholeBytes } = await readResults(folder);
    const line = Buffer.from(`${JSON.stringify(run)}\n`);
    writeFileSync(join(folder, 'runs.jsonl'), Buffer.concat([line, Buffer.from('ö').subarray(0, 1)]));
    expect(wholeBytes).toBe(line.length);
    expect(await readResults(folder)).toMatchObject({ runs: [run], torn: true, wholeBytes });
  });
});

describe('a line that was edited is named', () => {
  test.each<[what: string, over: Readonly<Record<string, unknown>>, words: RegExp]>([
    ['a figure of the wrong type', { loadAverage1m: '0.5' }, /is damaged: loadAverage1m must be number/],
    [
      'a figure that is no number of anything',
      { process: usage(1e6, { userNs: -1 }) },
      /is damaged: process\/userNs must be >= 0/,
    ],
    [
      'a figure that no clock has',
      { process: usage(1e6, { userNs: 1e300 }) },
      /does not fit: its process\/userNs is too large: 1e\+300/,
    ],
    [
      'a time that is not that of its clock',
      { process: { ...usage(1e6), wallNs: 5 } },
      /does not fit: its wallNs is not endNs - startNs/,
    ],
    ['an unknown field', { medal: 'gold' }, /is damaged: the document has an unknown field medal/],
    ['an unknown scenario', { scenario: 'huge' }, /it is of scenario huge, which is not in the plan/],
    ['an unknown variant', { variant: 'fake/best' }, /it is of fake\/best, which is not in the plan/],
    ['a block there is not', { block: 9, warmup: false }, /in block 9, place \d, where the plan has nothing/],
    [
      'another place',
      { variant: 'fake/other' },
      /it is of fake\/other in block 1, place \d, where the plan has fake\/good/,
    ],
    ['a counted warm-up', { warmup: true }, /it is of block 1, and its warmup is true/],
    ['an ok run that lists a failure', { failures: [{ code: 'files', message: 'x' }] }, /lists 1 failures/],
    ['a failed run without a failure', { state: 'failed' }, /its state is failed, and it lists 0 failures/],
    ['an ok run without a process', { process: undefined }, /its state is ok, and it has no process/],
    ['a moment that is none', { startedAt: 'noon' }, /is damaged: startedAt must match pattern/],
    ['a day that is none', { startedAt: '2026-13-40T00:00:00.000Z' }, /its startedAt is no time/],
    ['a ceiling that is a row', { ceiling: { of: 'net', timeNs: 1 } }, /fake\/good, and has a ceiling/],
    ['a run of another folder', { sitting: 'elsewhere' }, /it is of sitting elsewhere, which is none of/],
    [
      "another variant's summary",
      { summary: { ...SUMMARY, variant: 'other' } },
      /it is of fake\/good, and its summary is of fake\/other/,
    ],
    ['a timeline elsewhere', { timeline: 'timelines/../../x.json.gz' }, /is damaged: timeline must match/],
    ['another version', { format: 3 }, /is of format 3, and this version reads format 2/],
  ])('%s', async (_, over, words) => {
    const { folder, line } = edited(over);
    await expect(readResults(folder)).rejects.toMatchObject({
      code: 'results',
      exitCode: 3,
      message: expect.stringMatching(words) as string,
    });
    await expect(readResults(folder)).rejects.toThrow(`${join(folder, 'runs.jsonl')}, line ${line} `);
  });

  test('a run that is there twice', async () => {
    const session = plannedSession();
    const runs = plannedRuns(session);
    const folder = writeResults(session, [...runs, runs[2]]);
    await expect(readResults(folder)).rejects.toThrow(
      /runs.jsonl, line 9 does not fit: it is of the same run as line 3/,
    );
  });

  test('a row of two programs', async () => {
    const session = plannedSession();
    const runs = plannedRuns(session).map((run) =>
      run.variant === 'fake/good'
        ? Object.assign({}, run, {
            summary: run.block < 2 ? SUMMARY : { ...SUMMARY, libraries: { undici: '7.2.0' } },
          })
        : run,
    );
    await expect(readResults(writeResults(session, runs))).rejects.toThrow(
      /fake\/good with version 1.0.0, node 26, undici 7.2.0, and line \d is of it with .* undici 7.1.0/,
    );
  });

  test('a block of another shard', async () => {
    const whole = plannedSession();
    const runs = plannedRuns(whole).map((run) => Object.assign({}, run, { sitting: 'part-1' }));
    const folder = writeResults(plannedSession({ shard: { index: 1, of: 2 } }), runs);
    await expect(readResults(folder)).rejects.toThrow(/it is of block 2, which is not in shard 1 of 2/);
  });

  test('a torn line that is not the last', async () => {
    const session = plannedSession();
    const folder = writeResults(session, []);
    writeFileSync(join(folder, 'runs.jsonl'), '{"kind":"run","fo\n{}\n');
    await expect(readResults(folder)).rejects.toThrow(/runs.jsonl, line 1 is damaged: not JSON/);
  });
});

describe('a session that was edited is named', () => {
  const [warmUp = []] = plannedSession().order[0] ?? [];
  test.each<[what: string, over: (session: Session) => unknown, words: RegExp]>([
    ['no JSON', () => 'x', /is damaged: the document must be object/],
    ['nothing in it', () => ({}), /is damaged: the document lacks kind/],
    ['another version', (session) => ({ ...session, format: 1 }), /is of format 1, and this version reads/],
    ['no variant', (session) => ({ ...session, variants: [] }), /it has no variant/],
    [
      'a variant twice',
      (session) => ({ ...session, variants: [...session.variants, session.variants[0]] }),
      /it has the variant fake\/good twice/,
    ],
    [
      'a sitting twice',
      (session) => ({ ...session, sittings: [sitting(), sitting()] }),
      /sitting first twice/,
    ],
    ['another seed', (session) => ({ ...session, seed: 8.5 }), /seed must be integer/],
    [
      'another scenario',
      (session) => ({
        ...session,
        scenarios: session.scenarios.map((each) => Object.assign({}, each, { downloads: 7 })),
      }),
      /scenario tiny is not what its digest was made of/,
    ],
    ['no order', (session) => ({ ...session, order: [] }), /it has no order for scenario tiny/],
    [
      'a block less',
      (session) => ({ ...session, order: [session.order[0]?.slice(1)] }),
      /tiny has 3 blocks and a warm-up, and its order has 3/,
    ],
    [
      'a block without a variant',
      (session) => ({ ...session, order: [[warmUp.slice(1), ...(session.order[0]?.slice(1) ?? [])]] }),
      /block 0 of scenario tiny does not hold every variant once/,
    ],
    [
      'a shard beyond the last',
      (session) => ({ ...session, sittings: [sitting({ shard: { index: 3, of: 2 } })] }),
      /it has shard 3 of 2/,
    ],
    [
      'two machines',
      (session) => ({ ...session, sittings: [sitting(), sitting({ id: 'b', hostHash: 'beef' })] }),
      /its blocks were run on more than one machine/,
    ],
    [
      'parts of two plans',
      (session) => ({ ...session, sittings: [sitting(), sitting({ id: 'b', shard: { index: 1, of: 2 } })] }),
      /its sittings are not parts of one plan/,
    ],
  ])('%s', async (_, over, words) => {
    const folder = writeResults(plannedSession(), []);
    writeFileSync(join(folder, 'session.json'), JSON.stringify(over(plannedSession())));
    await expect(readResults(folder)).rejects.toMatchObject({
      code: 'results',
      exitCode: 3,
      message: expect.stringMatching(words) as string,
    });
    await expect(readResults(folder)).rejects.toThrow(join(folder, 'session.json'));
  });

  test('the version that can read it is named', async () => {
    const folder = writeResults(plannedSession(), []);
    const { provenance } = plannedSession();
    writeFileSync(join(folder, 'session.json'), JSON.stringify({ format: 9, provenance }));
    await expect(readResults(folder)).rejects.toMatchObject({
      hint: 'Read it with fairfetch 0.1.0 that wrote it, or race again.',
    });
  });
});

describe('no results folder', () => {
  test('one that is not there', async () => {
    await expect(readResults('/no/such/folder')).rejects.toThrow(
      '/no/such/folder cannot be read: no such file or folder',
    );
  });

  test('an empty one', async () => {
    const folder = temporaryFolder();
    await expect(readResults(folder)).rejects.toMatchObject({
      code: 'results',
      message: expect.stringMatching(
        `^${folder} holds no session.json, so it is no results folder`,
      ) as string,
    });
  });

  test('one whose race was killed before its first run', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'runs.jsonl'), '');
    await expect(readResults(folder)).rejects.toThrow(/ended before its first run/);
  });

  test('a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(readResults(file)).rejects.toThrow(`${file} cannot be read: not a folder`);
  });
});
