import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report, Session, StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { readResults } from '../../src/store/index.ts';
import type { FakeRun } from '../support/fake-executor.ts';
import { arena, editSession, endsIn, stopped, storedIn } from '../support/races.ts';
import { tear } from '../support/results.ts';
import { temporaryFolder } from '../support/world.ts';

const place = ({ scenario, block, position, variant }: StoredRun): string =>
  `${scenario} ${block} ${position} ${variant}`;

const planOf = ({ order, scenarios }: Session): readonly string[] =>
  order.flatMap((blocks, at) =>
    blocks.flatMap((ids, block) =>
      ids.map((id, position) => `${scenarios[at]?.name} ${block} ${position} ${id}`),
    ),
  );

function reportIn(folder: string): Report {
  return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
}

function timesOut(run: FakeRun): void {
  run.result = { ...run.result, outcome: { state: 'timed-out' } };
}

function fails(): never {
  throw new Error('crash');
}

describe('a race that is gone on with', () => {
  test.each(['Ctrl-C', 'crash'] as const)('after %s: every run of the plan, each once', async (how) => {
    const here = arena();
    const first = await here.race({ 'fake/good': endsIn(3, how) }, '--blocks', '4');
    const before = await readResults(here.out);
    expect(first.begun).toBe(before.runs.length + 1);
    const second = await here.resume();
    const { runs, session } = await readResults(here.out);
    expect([second.ended, second.begun]).toEqual([0, 10 - before.runs.length]);
    expect(runs.map(place)).toEqual(planOf(session));
    expect(runs.slice(0, before.runs.length)).toEqual(before.runs);
    expect(session).toEqual({ ...before.session, sittings: session.sittings });
    expect(session.sittings).toHaveLength(2);
    expect(reportIn(here.out)).toMatchObject({ complete: true, scenarios: [{ blocks: 4, ended: 'blocks' }] });
  });

  test('as often as it takes', async () => {
    const here = arena();
    await here.race({ 'fake/good': endsIn(1, 'crash') }, '--blocks', '3');
    for (let time = 0; time < 5; time += 1) await here.resume({ 'fake/good': endsIn(2, 'crash') });
    const { runs, session } = await readResults(here.out);
    expect(runs.map(place)).toEqual(planOf(session));
  });

  test('several scenarios: what is done is done, and the next one begins', async () => {
    const here = await stopped('--scenario', 'tiny');
    editSession(here.out, (session) => {
      const [scenario, order] = [session.scenarios[0], session.order[0]];
      if (scenario === undefined || order === undefined) throw new TypeError('no scenario');
      const other = { ...scenario, name: 'second', scenario: { ...scenario.scenario, name: 'second' } };
      session.scenarios.push(other as typeof scenario);
      session.order.push(order);
    });
    expect((await here.resume()).ended).toBe(0);
    const { runs, session } = await readResults(here.out);
    expect(runs.map(place)).toEqual(planOf(session));
  });

  test('a torn last line is cut off, with a word, and its run is made again', async () => {
    const here = await stopped();
    tear(here.out);
    const { printed } = await here.resume();
    expect(printed.stderr).toContain('the last line of runs.jsonl is torn');
    const { runs, session, torn } = await readResults(here.out);
    expect([runs.map(place), torn]).toEqual([planOf(session), false]);
  });

  test('how to go on is said by the race that was stopped, and by one that would go to its folder', async () => {
    const here = arena();
    const { printed } = await here.race({ 'fake/good': endsIn(1, 'Ctrl-C') });
    expect(printed.stderr).toContain(`To go on with it: fairfetch compare --resume ${here.out}\n`);
    const again = await here.race({});
    expect(again.ended).toMatchObject({
      code: 'results',
      hint: expect.stringContaining(`go on with that race: compare --resume ${here.out}`) as string,
    });
    expect((await here.resume()).printed.stderr).not.toContain('To go on with it');
  });

  test('it says where it is', async () => {
    const here = await stopped('--seed', '5');
    const { printed } = await here.resume();
    expect(printed.stderr).toMatch(new RegExp(`seed 5, goes on in ${here.out}: [45] runs of at most 10`));
    expect(printed.stdout).toMatch(/Interrupted and gone on with once/);
  });

  test('by a rule: the blocks so far count', async () => {
    const rule = ['--precision', '5%', '--blocks', '40'];
    const whole = arena();
    await whole.race({}, '--seed', '3', ...rule);
    const here = arena();
    await here.race({ 'fake/good': endsIn(8, 'Ctrl-C') }, '--seed', '3', ...rule);
    await here.resume();
    const [one, other] = [await readResults(whole.out), await readResults(here.out)];
    expect(other.runs.map(place)).toEqual(one.runs.map(place));
    expect(reportIn(here.out)).toMatchObject({ complete: true, scenarios: [{ ended: 'precision' }] });
  });

  test('a variant that was given up is not waited for again', async () => {
    const here = arena();
    await here.race({ 'fake/good': endsIn(4, 'Ctrl-C'), 'fake/other': timesOut }, '--blocks', '5');
    await here.resume({ 'fake/other': timesOut });
    const { runs } = await readResults(here.out);
    const codes = runs
      .filter(({ variant }) => variant === 'fake/other')
      .map(({ failures }) => failures[0]?.code);
    expect(codes).toEqual(['timed-out', 'timed-out', ...Array(4).fill('refused-by-harness')]);
  });

  test('killed after its last run: only the report is made', async () => {
    const here = arena();
    await here.race({}, '--blocks', '2');
    const report = readFileSync(join(here.out, 'report.json'), 'utf8');
    rmSync(join(here.out, 'report.json'));
    const before = storedIn(here.out);
    const { ended, begun, printed } = await here.resume();
    expect([ended, begun, storedIn(here.out)]).toEqual([0, 0, before]);
    expect(printed.stderr).toContain('is left to run');
    expect(readFileSync(join(here.out, 'report.json'), 'utf8')).toBe(report);
  });

  test.each([
    ['in the middle', 3],
    ['after its last run', 10],
  ])('what was left in the scratch folder by one that was killed %s is removed', async (_, keep) => {
    const [scratch, other] = [temporaryFolder(), temporaryFolder()];
    const here = arena();
    await here.race({}, '--blocks', '4', '--scratch', scratch);
    const file = join(here.out, 'runs.jsonl');
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, keep);
    writeFileSync(file, `${lines.join('\n')}\n`);
    mkdirSync(join(scratch, `fairfetch-${2 ** 22 + 1}-abcdef`));
    await here.resume({}, '--scratch', other);
    expect([readdirSync(scratch), readdirSync(other)]).toEqual([[], []]);
  });

  test("a list of the user's own is read again", async () => {
    const list = join(temporaryFolder(), 'list');
    writeFileSync(list, 'http://127.0.0.1:1/a\n');
    const here = arena();
    await here.race({ 'fake/good': fails, 'fake/other': fails }, '--urls', list);
    writeFileSync(list, 'http://127.0.0.1:1/b\n');
    expect((await here.resume()).ended).toMatchObject({
      code: 'unlike',
      exitCode: 3,
      message: `the list ${list} is not what it was when the race began`,
    });
    rmSync(list);
    expect((await here.resume()).ended).toMatchObject({ code: 'urls-file', exitCode: 3 });
  });

  test('downloads go to where they went, where nothing else is said', async () => {
    const scratch = temporaryFolder();
    const here = await stopped('--scratch', scratch);
    await here.resume();
    const { sittings } = (await readResults(here.out)).session;
    expect(sittings.map(({ scratchPath }) => scratchPath.startsWith(scratch))).toEqual([true, true]);
  });
});
