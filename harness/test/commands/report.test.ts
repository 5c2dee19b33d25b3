import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { check, type Report } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { report } from '../../src/commands/report.ts';
import { fakeExecutor } from '../support/fake-executor.ts';
import { arena, endsIn } from '../support/races.ts';
import { plannedRuns, plannedSession, tear, writeResults } from '../support/results.ts';
import { failedRun } from '../support/session.ts';
import { testWorld } from '../support/world.ts';

async function shown(folder: string, format: 'table' | 'json' | 'csv' | 'markdown' = 'json') {
  const world = testWorld(fakeExecutor());
  const code = await report({ folder, format, columns: null }, world);
  return { code, ...world.printed };
}

describe('results, shown again', () => {
  test.each<
    [name: string, args: readonly string[], behaviours: Parameters<ReturnType<typeof arena>['race']>[0]]
  >([
    ['whole', [], {}],
    ['stopped by Ctrl-C', [], { 'fake/good': endsIn(3, 'Ctrl-C') }],
    ['a shard', ['--seed', '1', '--shard', '2/3'], {}],
    ['ended by its rule', ['--precision', '5%'], {}],
    ['ended by its budget', ['--budget', '1s'], {}],
    ['failed in part', [], { 'fake/other': (run) => run.files.clear() }],
  ])(
    'a race that was %s: to the byte what it wrote itself, and nothing is written',
    async (_, args, does) => {
      const here = arena();
      await here.race(does, '--blocks', '12', ...args);
      const names = ['report.json', 'report.csv', 'report.md'];
      const written = names.map((name) => readFileSync(join(here.out, name), 'utf8'));
      for (const name of names) rmSync(join(here.out, name));
      const before = readdirSync(here.out);
      const again = [await shown(here.out), await shown(here.out, 'csv'), await shown(here.out, 'markdown')];
      expect(again.map(({ stdout }) => stdout)).toEqual(written);
      expect(readdirSync(here.out)).toEqual(before);
    },
  );

  test('a race that crashed has no report of its own: it gets a true one', async () => {
    const here = arena();
    await here.race({ 'fake/good': endsIn(3, 'crash') }, '--blocks', '4');
    expect(readdirSync(here.out)).not.toContain('report.json');
    const { stdout, code } = await shown(here.out);
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, scenarios: [{ ended: 'interrupted' }] });
    expect(code).toBe(0);
  });

  test('a torn last line is left out, with a word', async () => {
    const folder = writeResults(plannedSession());
    const whole = await shown(folder);
    tear(folder);
    const torn = await shown(folder);
    expect(torn.stdout).toBe(whole.stdout);
    expect(torn.stderr).toContain(`the last line of ${folder}/runs.jsonl is torn, and left out`);
  });

  test('the exit code tells a row that failed', async () => {
    const session = plannedSession();
    const runs = plannedRuns(session).map((run) =>
      run.variant === 'fake/good' && run.block > 0 ? failed(run) : run,
    );
    expect((await shown(writeResults(session, runs))).code).toBe(1);
  });
});

function failed(run: ReturnType<typeof plannedRuns>[number]): typeof run {
  const { position, sitting, scenario } = run;
  return failedRun(run.variant, run.block, { position, sitting, scenario });
}

describe('little to show is shown as what it is', () => {
  test.each<[what: string, keep: number, codes: readonly string[]]>([
    ['no run', 0, ['not-run', 'interrupted']],
    ['a warm-up', 2, ['not-run', 'interrupted']],
    ['half a block', 3, ['interrupted', 'few-runs']],
    ['one block', 4, ['interrupted', 'few-runs']],
  ])('%s', async (_, keep, codes) => {
    const session = plannedSession();
    const folder = writeResults(session, plannedRuns(session).slice(0, keep));
    const { stdout, code } = await shown(folder);
    const found = JSON.parse(stdout) as Report;
    expect(check('report', found)).toMatchObject({ state: 'valid' });
    expect(found.complete).toBe(false);
    expect(found.scenarios[0]?.notes.map((note) => note.code)).toEqual(expect.arrayContaining([...codes]));
    expect(code).toBe(0);
    for (const format of ['table', 'csv', 'markdown'] as const) {
      expect((await shown(folder, format)).stdout).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  test('one block that was planned as one', async () => {
    const { stdout } = await shown(writeResults(plannedSession({ blocks: 1 })));
    expect(JSON.parse(stdout)).toMatchObject({ complete: true, scenarios: [{ blocks: 1, ended: 'blocks' }] });
  });
});
