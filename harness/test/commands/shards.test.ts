import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/commands/compare.ts';
import { merge } from '../../src/commands/merge.ts';
import { readResults } from '../../src/store/index.ts';
import { fakeExecutor } from '../support/fake-executor.ts';
import { compareOptions } from '../support/options.ts';
import { tear } from '../support/results.ts';
import { fakeVariant, workspaceOf } from '../support/workspace.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';

/** Races the shards of a plan, each to a folder of its own. */
async function shards(of: number, ...args: readonly string[]) {
  const root = workspaceOf(fakeVariant('good'), fakeVariant('other'));
  const parent = temporaryFolder();
  const folders: string[] = [];
  for (let index = 1; index <= of; index += 1) {
    const out = join(parent, `shard-${index}`);
    const options = compareOptions('--out', out, '--seed', '5', '--shard', `${index}/${of}`, ...args);
    expect(await compare(options, testWorld(fakeExecutor(), { root }))).toBe(0);
    folders.push(out);
  }
  return { root, parent, folders, out: join(parent, 'joined') };
}

function shown(folders: readonly string[], out: string) {
  const world = testWorld(fakeExecutor());
  const options = { folders, out, format: 'json', columns: null } as const;
  return { world, ended: merge(options, world) };
}

describe('shards', () => {
  test('run a warm-up and every n-th block, and joined are the race as one', async () => {
    const { root, folders, out, parent } = await shards(3, '--blocks', '8');
    const blocks = await Promise.all(
      folders.map(async (folder) => new Set((await readResults(folder)).runs.map(({ block }) => block))),
    );
    expect(blocks.map((each) => Array.from(each))).toEqual([
      [0, 1, 4, 7],
      [0, 2, 5, 8],
      [0, 3, 6],
    ]);
    const { world, ended } = shown(folders, out);
    expect(await ended).toBe(0);
    const whole = join(parent, 'whole');
    const options = compareOptions('--out', whole, '--seed', '5', '--blocks', '8');
    await compare(options, testWorld(fakeExecutor(), { root }));
    const report = JSON.parse(world.printed.stdout) as Report;
    const one = JSON.parse(readFileSync(join(whole, 'report.json'), 'utf8')) as Report;
    expect(report.scenarios[0]?.comparisons).toEqual(one.scenarios[0]?.comparisons);
    expect(report).toMatchObject({ complete: true, scenarios: [{ blocks: 8, ended: 'blocks' }] });
    expect(report.session.order).toEqual(one.session.order);
  });

  test('joined results are a results folder like any other, timelines and all', async () => {
    const { folders, out } = await shards(2, '--blocks', '3');
    const { world, ended } = shown(folders, out);
    await ended;
    expect(readFileSync(join(out, 'report.json'), 'utf8')).toBe(world.printed.stdout);
    expect(readdirSync(out).toSorted()).toEqual([
      'report.csv',
      'report.json',
      'report.md',
      'runs.jsonl',
      'session.json',
      'timelines',
    ]);
    const { runs } = await readResults(out);
    expect(runs).toHaveLength(10);
    expect(new Set(runs.map(({ timeline }) => timeline)).size).toBe(10);
    expect(runs.every(({ timeline }) => existsSync(join(out, timeline ?? 'none')))).toBe(true);
  });

  test('a shard says what it is, and is whole by itself', async () => {
    const { folders } = await shards(2, '--blocks', '3');
    const report = JSON.parse(readFileSync(join(folders[1] ?? '', 'report.json'), 'utf8')) as Report;
    expect(report).toMatchObject({ complete: true, scenarios: [{ blocks: 1, blocksPlanned: 1 }] });
    expect(report.scenarios[0]?.notes.map(({ code }) => code)).toContain('shard');
  });

  test('a timeline that somebody took away is left out, with a word', async () => {
    const { folders, out } = await shards(2, '--blocks', '2');
    const [first = ''] = folders;
    rmSync(join(first, 'timelines'), { recursive: true });
    const { world, ended } = shown(folders, out);
    expect(await ended).toBe(0);
    expect(world.printed.stderr).toContain('4 timelines are not where their runs say');
    const { runs } = await readResults(out);
    expect(runs.filter(({ timeline }) => timeline === undefined)).toHaveLength(4);
  });

  test('a torn line is told, and that it has to be gone on with first', async () => {
    const { folders, out } = await shards(2, '--blocks', '2');
    const [first = ''] = folders;
    const file = join(first, 'runs.jsonl');
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -2);
    writeFileSync(file, `${lines.join('\n')}\n`);
    tear(first);
    const { world, ended } = shown(folders, out);
    await expect(ended).rejects.toMatchObject({
      message: expect.stringContaining(`${first} lacks 1 of its runs`) as string,
      hint: `Go on with it first: compare --resume ${first}`,
    });
    expect(world.printed.stderr).toContain('is torn');
    expect(existsSync(out)).toBe(false);
  });

  test.each<
    [what: string, change: (folders: readonly string[], out: string) => readonly string[], words: RegExp]
  >([
    ['one folder twice', ([one = '']) => [one, `${one}/`], /is named twice/],
    ['a folder that is not there', ([one = '']) => [one, '/no/such'], /\/no\/such cannot be read/],
    [
      'a target that holds something',
      (folders, out) => {
        tearInto(out);
        return folders;
      },
      /the results folder .*joined is not empty/,
    ],
  ])('%s', async (_, change, words) => {
    const { folders, out } = await shards(2, '--blocks', '2');
    await expect(shown(change(folders, out), out).ended).rejects.toThrow(words);
  });

  test('one without a block is refused before anything is run', async () => {
    const root = workspaceOf(fakeVariant('good'));
    const options = compareOptions('--seed', '5', '--shard', '3/3', '--blocks', '2');
    await expect(compare(options, testWorld(fakeExecutor(), { root }))).rejects.toMatchObject({
      code: 'bad-option',
      message: 'shard 3 of 3 has no block of tiny, which has 2',
    });
    expect(existsSync(join(root, 'results'))).toBe(false);
  });
});

function tearInto(out: string): void {
  mkdirSync(out);
  tear(out);
}
