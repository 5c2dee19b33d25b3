import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/commands/compare.ts';
import { readResults } from '../../src/store/index.ts';
import { fakeExecutor, type Behaviour } from '../support/fake-executor.ts';
import { compareOptions as options } from '../support/options.ts';
import { fakeManifest, fakeVariant, workspace, workspaceOf } from '../support/workspace.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';

async function raced(behaviours: Readonly<Record<string, Behaviour>> = {}, ...args: readonly string[]) {
  const root = workspaceOf(fakeVariant('good'), fakeVariant('other'));
  const world = testWorld(fakeExecutor(behaviours), { root });
  const out = join(temporaryFolder(), 'out');
  const code = await compare(options('--out', out, ...args), world);
  return { code, out, printed: world.printed, stored: await readResults(out) };
}

describe('the whole line, without a process', () => {
  test('every run of the plan is stored in its order, and the files written hold to their schemas', async () => {
    const { code, out, stored } = await raced({}, '--blocks', '2');
    expect(code).toBe(0);
    expect(stored.runs).toHaveLength(6);
    expect(stored.runs.map((run) => run.variant)).toEqual(stored.session.order[0]?.flat());
    expect(stored.runs.map((run) => run.warmup)).toEqual([true, true, false, false, false, false]);
    expect(stored.runs.flatMap((run) => run.failures.map(String).concat(run.flags.map(String)))).toEqual([]);
    expect(readdirSync(out).toSorted()).toEqual([
      'report.csv',
      'report.json',
      'report.md',
      'runs.jsonl',
      'session.json',
      'timelines',
    ]);
    expect(check('report', JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).state).toBe('valid');
    expect(readdirSync(join(out, 'timelines'))).toHaveLength(6);
  });

  test('the table goes to stdout, everything else to stderr', async () => {
    const { out, printed } = await raced();
    expect(printed.stdout).toContain('fake/good');
    expect(printed.stderr).toContain(`Full results: ${out}`);
    expect(printed.stderr).not.toContain('│');
  });

  test.each([
    ['json', (text: string) => expect(check('report', JSON.parse(text)).state).toBe('valid')],
    ['csv', (text: string) => expect(text.split('\n')[1]).toContain('fake/')],
    ['markdown', (text: string) => expect(text).toMatch(/\|.*fake\/good.*\|/)],
  ])('--format %s is on stdout and nothing else', async (format, holds) => {
    const { printed } = await raced({}, '--format', format);
    holds(printed.stdout);
  });

  test('a row that fails is told by its exit code, and the others go on', async () => {
    const { code, stored } = await raced({
      'fake/other': (run) => run.files.delete('file-00000-0.bin'),
    });
    expect(code).toBe(1);
    const byVariant = Object.groupBy(stored.runs, (run) => run.variant);
    expect(byVariant['fake/good']?.map((run) => run.state)).toEqual(['ok', 'ok']);
    expect(byVariant['fake/other']?.map((run) => run.failures[0]?.code)).toEqual(['files', 'files']);
  });

  test('what the machine lacks is named in the table, and is no failure', async () => {
    const lacking = { name: 'lacking', needs: [{ command: ['no-such-program-here'] as [string] }] };
    const root = workspace({ one: fakeManifest(), two: fakeManifest(lacking) });
    const world = testWorld(fakeExecutor(), { root });
    const code = await compare(options('--out', join(temporaryFolder(), 'out')), world);
    expect(code).toBe(0);
    expect(world.printed.stdout).toMatch(/lacking\/good[^]*needs no-such-program-here/);
  });

  test('after two time-outs in a row a variant is not waited for again', async () => {
    const { stored } = await raced(
      {
        'fake/other': (run) => {
          run.result = { ...run.result, outcome: { state: 'timed-out' } };
        },
      },
      '--blocks',
      '3',
    );
    const codes = stored.runs
      .filter((run) => run.variant === 'fake/other')
      .map((run) => run.failures[0]?.code);
    expect(codes).toEqual(['timed-out', 'timed-out', 'refused-by-harness', 'refused-by-harness']);
  });

  test('stopped in the middle: what was measured is kept and shown, the run in progress is not', async () => {
    const controller = new AbortController();
    let runs = 0;
    const root = workspaceOf(fakeVariant('good'), fakeVariant('other'));
    const executor = fakeExecutor({
      'fake/good': () => {
        runs += 1;
        if (runs === 3) controller.abort('SIGINT');
      },
    });
    const out = join(temporaryFolder(), 'out');
    const world = testWorld(executor, { root, signal: controller.signal });
    expect(await compare(options('--out', out, '--blocks', '9'), world)).toBe(130);
    const { runs: stored } = await readResults(out);
    expect(stored.filter((run) => run.variant === 'fake/good')).toHaveLength(2);
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toMatchObject({ complete: false });
    expect(world.printed.stdout).toContain('fake/good');
  });

  test('--precision adds blocks until every ratio is narrow enough, by a rule that was stored before', async () => {
    const { printed, stored } = await raced({}, '--precision', '50%');
    const [scenario] = stored.session.scenarios;
    expect(scenario).toMatchObject({
      blocks: 200,
      stopping: { precision: { halfWidth: 0.5, confidence: 0.97, leastBlocks: 10 }, budgetS: 150 },
    });
    // Ten counted blocks after the warm-up: the fake runs all take the same time.
    expect(stored.runs).toHaveLength(22);
    expect(printed.stderr).toContain(
      "tiny: blocks are run until every ratio's interval reaches 50 % or less to either side (from block 10 on), or 200 blocks or 150 s are over",
    );
    expect(printed.stdout).toMatch(/10 of at most 200 counted blocks/);
    expect(printed.stdout).toContain('Ended by its rule after 10 blocks');
  });

  test('--budget begins no block that would end too late, and one in any case', async () => {
    let nowMs = Date.parse('2026-01-02T03:04:05Z');
    const root = workspaceOf(fakeVariant('good'), fakeVariant('other'));
    const now = () => new Date((nowMs += 400));
    const out = join(temporaryFolder(), 'out');
    const world = testWorld(fakeExecutor(), { root, now });
    expect(await compare(options('--out', out, '--blocks', '9', '--budget', '4s'), world)).toBe(0);
    const { runs } = await readResults(out);
    const blocks = runs.filter((run) => run.variant === 'fake/good').map((run) => run.block);
    expect(blocks).toEqual([0, 1, 2, 3, 4]);
    expect(world.printed.stdout).toContain('another one would have passed the budget of 4 s');
  });

  test('nothing of the scratch folder is left', async () => {
    const scratch = temporaryFolder();
    await raced({}, '--scratch', scratch);
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describe('what keeps a race from starting', () => {
  test('a workspace in which nothing can run names every reason', async () => {
    const root = workspace({
      one: 'nonsense',
      two: fakeManifest({ needs: [{ command: ['no-such-program-here', '--version'] }] }),
    });
    const race = compare(options(), testWorld(fakeExecutor(), { root }));
    await expect(race).rejects.toMatchObject({
      code: 'nothing-to-race',
      exitCode: 3,
      message: expect.stringMatching(/one: .*not JSON[^]*fake\/good: needs no-such-program-here/) as string,
    });
  });

  test('--only that matches nothing names the variants there are', async () => {
    const root = workspaceOf(fakeVariant('good'));
    const race = compare(options('--only', 'nobody'), testWorld(fakeExecutor(), { root }));
    await expect(race).rejects.toMatchObject({
      code: 'unknown-variant',
      exitCode: 2,
      hint: expect.stringContaining('fake/good') as string,
    });
  });

  test('a results folder that holds something is left alone', async () => {
    const root = workspaceOf(fakeVariant('good'));
    const race = compare(options('--out', root), testWorld(fakeExecutor(), { root }));
    await expect(race).rejects.toMatchObject({ code: 'results', exitCode: 3 });
    expect(readdirSync(root)).toEqual(['fake']);
  });
});
