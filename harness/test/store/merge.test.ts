import { join } from 'node:path';
import type { Session, StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { mergeShards, readResults } from '../../src/store/index.ts';
import { plannedRuns, plannedSession, writeResults } from '../support/results.ts';
import { sitting } from '../support/session.ts';
import { temporaryFolder } from '../support/world.ts';

interface Part {
  readonly index: number;
  readonly of?: number;
  readonly blocks?: number;
  readonly seed?: number;
  readonly edit?: (session: Session) => unknown;
  readonly runs?: (runs: readonly StoredRun[]) => readonly StoredRun[];
}

/** Joins shards that were written to folders called a, b, c. */
async function joined(...parts: readonly Part[]) {
  const parent = temporaryFolder();
  const stored = parts.map(async ({ index, of = 2, blocks = 5, seed = 7, edit, runs }, at) => {
    const session = plannedSession({ blocks, seed, shard: { index, of } });
    const made = plannedRuns(session);
    edit?.(session);
    const name = 'abc'.charAt(at);
    return readResults(writeResults(session, runs?.(made) ?? made, join(parent, name)));
  });
  return mergeShards(await Promise.all(stored));
}

/** Changes what is stored of the machine. */
function machine(over: Partial<Session['provenance']['machine']>) {
  return ({ provenance }: Session): void => void Object.assign(provenance.machine, over);
}

/** As another machine of the same kind would have written it. */
function toItsTwin({ sittings, provenance }: Session): void {
  Object.assign(sittings[0], { hostHash: 'beef', loadAverage1m: 3, scratchPath: '/elsewhere' });
  provenance.machine.memoryBytes += 2 ** 20;
  provenance.absent['governor'] = 'another reason';
}

/** Has one of the programs say its version. */
function saying(version: string) {
  return (made: readonly StoredRun[]): readonly StoredRun[] =>
    made.map((run) =>
      run.variant === 'fake/other' ? Object.assign({}, run, { summary: summary(version) }) : run,
    );
}

describe('shards of one plan', () => {
  test('in whatever order: every block once, each with its own sitting', async () => {
    const whole = plannedSession({ blocks: 5 });
    const { session, runs } = await joined({ index: 2 }, { index: 1 });
    expect(session.order).toEqual(whole.order);
    expect(session.sittings.map(({ id }) => id)).toEqual(['part-1', 'part-2']);
    const counted = runs.map(({ run }) => run).filter(({ warmup }) => !warmup);
    expect(counted.map(({ block, variant }) => `${block} ${variant}`)).toEqual(
      whole.order[0]?.flatMap((ids, block) => (block === 0 ? [] : ids.map((id) => `${block} ${id}`))),
    );
    expect(counted.map(({ block, sitting: made }) => `${block} ${made}`)).toEqual(
      counted.map(({ block }) => `${block} part-${block % 2 === 1 ? 1 : 2}`),
    );
    expect(runs.filter(({ run }) => run.warmup)).toHaveLength(4);
  });

  test('of one, of as many as blocks, and one that was gone on with', async () => {
    expect((await joined({ index: 1, of: 1 })).runs).toHaveLength(12);
    const three = [1, 2, 3].map((index) => ({ index, of: 3, blocks: 3 }));
    expect((await joined(...three)).runs).toHaveLength(12);
    const again = await joined(
      { index: 1 },
      {
        index: 2,
        edit: ({ sittings }) => sittings.push(sitting({ id: 'again', shard: { index: 2, of: 2 } })),
        runs: (made) => made.map((run, at) => (at < 3 ? run : Object.assign({}, run, { sitting: 'again' }))),
      },
    );
    expect(again.session.sittings.map(({ id }) => id)).toEqual(['part-1', 'part-2', 'again']);
  });

  test('on another machine of the same kind, under another load, in another folder', async () => {
    expect((await joined({ index: 1 }, { index: 2, edit: toItsTwin })).runs).toHaveLength(14);
  });
});

describe('what cannot be joined is named', () => {
  test.each<[what: string, second: Part, words: RegExp]>([
    ['another seed', { index: 2, seed: 8 }, /the seed is 7 in the first and 8 in the second/],
    [
      'more blocks',
      { index: 2, blocks: 6 },
      /the number of blocks of tiny is 5 in the first and 6 in the second/,
    ],
    [
      'a processor',
      { index: 2, edit: machine({ cpuModel: 'Other 9' }) },
      /the processor is Example CPU 3000 in the first and Other 9 in the second/,
    ],
    [
      'a governor',
      { index: 2, edit: machine({ governor: 'powersave' }) },
      /not known in the first and powersave/,
    ],
    ['cores', { index: 2, edit: machine({ cores: 4, usableCores: 4 }) }, /cores is 2 .*; .*usable cores/],
    ['memory', { index: 2, edit: machine({ memoryBytes: 2 ** 30 }) }, /the memory is \d+ bytes in the first/],
    ['a limit', { index: 2, edit: machine({ memoryLimitBytes: 1 }) }, /the limit on memory is not known/],
    [
      'an architecture',
      { index: 2, edit: machine({ architecture: 'arm64' }) },
      /x64 in the first and arm64 in the second/,
    ],
    [
      'a tool',
      { index: 2, edit: ({ provenance }) => (provenance.tools['fairfetch-origin'] = '0.2.0') },
      /fairfetch-origin is 0.1.0 in the first and 0.2.0 in the second/,
    ],
    [
      'uncommitted changes',
      {
        index: 2,
        edit: ({ provenance }) => {
          provenance.git = { revision: '0123456789abcdef', dirty: true, changes: 'abc' };
        },
      },
      /the changes since that revision is none in the first and abc in the second/,
    ],
    [
      'what becomes of downloads',
      { index: 2, edit: ({ provenance }) => (provenance.scratch.keptUntilEnd = true) },
      /what becomes of downloads is removed after each run in the first and kept until the end in the second/,
    ],
    [
      'a manifest',
      { index: 2, edit: ({ variants }) => Object.assign(variants[0] ?? {}, { about: 'Otherwise.' }) },
      /what the manifest says of fake\/good differs/,
    ],
    [
      'a stopping rule',
      {
        index: 2,
        edit: ({ scenarios }) =>
          Object.assign(scenarios[0] ?? {}, { stopping: { precision: null, budgetS: 5 } }),
      },
      /what is said of scenario tiny differs/,
    ],
    [
      'an order',
      {
        index: 2,
        edit: ({ order }) => order[0]?.splice(5, 1, order[0]?.[5]?.toReversed() ?? []),
        runs: (made) => made.filter(({ block }) => block !== 5),
      },
      /the order of the runs differs/,
    ],
  ])('%s', async (_, second, words) => {
    await expect(joined({ index: 1 }, second)).rejects.toMatchObject({
      code: 'unlike',
      exitCode: 3,
      message: expect.stringMatching(words) as string,
    });
    await expect(joined({ index: 1 }, second)).rejects.toThrow(/\/a and .*\/b cannot be joined: /);
  });

  test('a program of another version, which only its runs know', async () => {
    const parts = [
      { index: 1, runs: saying('1.0') },
      { index: 2, runs: saying('1.1') },
    ];
    await expect(joined(...parts)).rejects.toMatchObject({
      code: 'unlike',
      message: expect.stringContaining(
        'fake/other is version 1.0, x 1 in the first and version 1.1, x 1 in the second',
      ) as string,
    });
  });

  test.each<[what: string, parts: readonly Part[], words: RegExp]>([
    ['a shard that is missing', [{ index: 2 }], /^shard 1 of 2 is missing/],
    [
      'shards that are missing',
      [{ index: 2, of: 4 }],
      /^shard 1 of 4, shard 3 of 4, shard 4 of 4 are missing/,
    ],
    ['a shard that is there twice', [{ index: 1 }, { index: 1 }], /\/a and .*\/b are both shard 1 of 2/],
    [
      'shards of other numbers',
      [{ index: 1 }, { index: 2, of: 3 }],
      /\/a is shard 1 of 2, and .*\/b is shard 2 of 3/,
    ],
    [
      'a run that is missing',
      [{ index: 1 }, { index: 2, runs: (made) => made.slice(0, -1) }],
      /\/b lacks 1 of its runs, the first fake\/(good|other) in block 4 of tiny/,
    ],
    [
      'a warm-up that is missing',
      [{ index: 1, runs: (made) => made.slice(1) }, { index: 2 }],
      /\/a lacks 1 of its runs, the first fake\/(good|other) in block 0 of tiny/,
    ],
    ['a shard without runs', [{ index: 1, runs: () => [] }, { index: 2 }], /\/a lacks 8 of its runs/],
  ])('%s', async (_, parts, words) => {
    await expect(joined(...parts)).rejects.toMatchObject({
      code: 'results',
      exitCode: 3,
      message: expect.stringMatching(words) as string,
    });
  });

  test('a race that is no shard', async () => {
    const whole = await readResults(writeResults(plannedSession()));
    expect(() => mergeShards([whole, whole])).toThrow(`${whole.folder} is no shard: it holds all blocks`);
  });
});

function summary(version: string): NonNullable<StoredRun['summary']> {
  return {
    contract: 1,
    backend: 'fake',
    variant: 'other',
    version,
    runtime: { name: 'x', version: '1' },
    libraries: {},
    concurrency: 2,
    durationNs: 1,
    downloads: { total: 6, ok: 6, failed: 0, skipped: 0, cancelled: 0 },
    bytes: 6000,
    attempts: 6,
    peakInFlight: 2,
    errors: {},
  };
}
