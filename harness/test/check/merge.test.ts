import { describe, expect, test } from 'vitest';
import { reportOfCheck } from '../../src/check/judge.ts';
import { joinChecks } from '../../src/check/merge.ts';
import { holdSession, worsen, type Held } from './support.ts';

const IDS = ['fake/a', 'fake/b', 'fake/c'];

const slowB: Held['bend'] = (run, arm, id) => {
  if (id === 'fake/b' && arm === 'candidate') worsen(run, { time: 1.3 });
};

const shard = (index: number, of = 2, over: Held = {}) =>
  holdSession({ ids: IDS, blocks: 40, shard: { index, of }, bend: slowB, ...over });

describe('shards of a check', () => {
  test('are parts of one plan, and joined they say what each of them said', async () => {
    const [first, second] = [await shard(1), await shard(2)];
    expect(first.report.lanes.map(({ variant }) => variant)).toEqual(['fake/a', 'fake/c']);
    expect(second.report.lanes.map(({ variant }) => variant)).toEqual(['fake/b']);
    expect([first.report.comparisonsElsewhere, second.report.comparisonsElsewhere]).toEqual([7, 14]);
    const { session, blocks } = joinChecks([second.stored, first.stored]);
    const joined = reportOfCheck(session, blocks);
    expect(joined.lanes.map(({ variant }) => variant)).toEqual(IDS);
    expect([joined.verdict, joined.shard, joined.comparisonsElsewhere]).toEqual(['regressed', null, 0]);
    // What a shard has decided holds when all are joined.
    for (const each of [...first.report.comparisons, ...second.report.comparisons]) {
      if (each.verdict === 'inconclusive') continue;
      const same = joined.comparisons.find(
        ({ variant, metric }) => variant === each.variant && metric === each.metric,
      );
      expect(same?.verdict).toBe(each.verdict);
    }
  });

  test.each<[string, () => Promise<Parameters<typeof joinChecks>[0]>, RegExp]>([
    ['one that is missing', async () => [(await shard(1)).stored], /shard 2 of 2 is missing/],
    [
      'one that is there twice',
      async () => [(await shard(1)).stored, (await shard(1)).stored],
      /are both shard 1/,
    ],
    [
      'another seed',
      async () => [(await shard(1)).stored, (await shard(2, 2, { seed: 9 })).stored],
      /they differ in seed/,
    ],
    [
      'another budget',
      async () => [(await shard(1)).stored, (await shard(2, 2, { blocks: 41 })).stored],
      /they differ in budget/,
    ],
    [
      'a whole check',
      async () => [(await holdSession({ blocks: 3 })).stored],
      /is no shard, but a whole check/,
    ],
  ])('%s is not joined', async (_about, parts, message) => {
    const given = await parts();
    expect(() => joinChecks(given)).toThrow(message);
  });
});
