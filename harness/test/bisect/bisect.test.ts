import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Tried } from '../../src/bisect/index.ts';
import { bisect } from '../../src/commands/bisect.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';
import {
  ANY_BINARIES,
  argsOf,
  backendRepository,
  bisected,
  executorOfCommits,
  HOSTILE,
  madeHistory,
  optionsOf,
  stateOf,
  WORSE,
} from './support.ts';

const states = (tried: readonly Tried[]): Record<string, string> =>
  Object.fromEntries(tried.map(({ subject, state }) => [subject, state]));

const unchanged = () => {
  const made = backendRepository();
  const good = made.change('good');
  made.change('no change');
  return { ...made, good };
};

describe('the first bad commit', () => {
  test('is found in a branch, and nothing is left in the repository', async () => {
    const made = madeHistory('branch', WORSE);
    const before = stateOf(made);
    const folders: string[] = [];
    const executor = executorOfCommits((folder) => folders.push(folder.split('/').at(-2) ?? ''));
    const { code, report, world } = await bisected(made, argsOf(made.good), executor);
    expect([code, report.state]).toEqual([0, 'found']);
    // All arms are copies made alike, of paths of one length.
    const arms = Map.groupBy(folders, (name) => name);
    expect([...arms.keys()].toSorted()).toEqual(['copy-1', 'copy-2', 'copy-3']);
    expect(new Set([...arms.values()].map(({ length }) => length)).size).toBe(1);
    expect(report.candidates).toMatchObject([
      { revision: made.branch, state: 'bad', comparison: { verdict: 'regressed', blocks: 6 } },
    ]);
    expect(world.printed.stdout).toContain(`connections 2 → 3 against ${made.good.slice(0, 10)}`);
    expect(stateOf(made)).toEqual(before);
    expect(readdirSync(join(made.root, '.git')).filter((name) => /BISECT|worktrees/.test(name))).toEqual([]);
  });

  test('is one of two where the one before does not build, and both are named', async () => {
    const made = madeHistory('plain', WORSE);
    const { code, report, world } = await bisected(made, argsOf(made.good), executorOfCommits());
    expect([code, report.state]).toEqual([0, 'narrowed']);
    expect(report.candidates.map(({ revision, subject, state }) => [revision, subject, state])).toEqual([
      [made.plain, 'the planted one', 'bad'],
      [expect.any(String), 'does not build', 'skipped'],
    ]);
    const [, broken] = report.candidates;
    expect(broken?.reason).toBe('it does not build: fake: sh build.sh failed');
    expect(broken?.log.join('\n')).toContain('a planted mistake');
    expect(world.printed.stdout).toContain('one of 2 commits');
    expect(world.printed.stdout).toMatch(/Not judged:\n {2}\w{10} does not build: it does not build/);
  });

  test('is a merge where neither side is bad, and that is said', async () => {
    const made = madeHistory('merge', WORSE);
    const { report, world } = await bisected(made, argsOf(made.good), executorOfCommits());
    expect(report.candidates).toMatchObject([{ revision: made.merge, state: 'bad' }]);
    expect(world.printed.stdout).toContain('It is a merge');
  });

  test('is found while the user has a bisection of their own and changes that are not committed', async () => {
    const made = madeHistory('branch', WORSE);
    made.git('bisect', 'start', 'main', made.good);
    writeFileSync(join(made.root, 'count'), 'changed');
    const before = [...stateOf(made), made.git('bisect', 'log')];
    const { report } = await bisected(made, argsOf(made.good), executorOfCommits());
    expect(report.candidates.map(({ revision }) => revision)).toEqual([made.branch]);
    expect([...stateOf(made), made.git('bisect', 'log')]).toEqual(before);
  });

  test('by time, with its interval', async () => {
    const made = backendRepository();
    const good = made.change('good');
    const slow = made.change('slow', { slower: 1.6 });
    made.change('the last', { slower: 1.6 });
    // On a disk, where files of runs stay until the end.
    const where = ['--scratch', temporaryFolder(), '--format', 'json'];
    const args = ['--good', good, '--bad', 'main', '--blocks', '40', '--seed', '1', ...where];
    const { code, report, world } = await bisected(made, args, executorOfCommits());
    expect([code, report.candidates[0]?.revision]).toEqual([0, slow]);
    const { ratio, interval } = report.candidates[0]?.comparison ?? {};
    expect(ratio).toBeCloseTo(1.6, 1);
    expect((interval?.low ?? 9) < 1.6 && 1.6 < (interval?.high ?? 0)).toBe(true);
    expect(JSON.parse(world.printed.stdout)).toEqual(report);
    expect(world.printed.stderr).toMatch(
      /bad \w{10} the last: time \+\d\d\.\d % \(\+.* to \+.*\), \d+ blocks/,
    );
  });

  test('hostile subjects move no cursor and run nothing, and JSON has them as they are', async () => {
    const made = backendRepository();
    const good = made.change('good');
    const bad = made.change(HOSTILE, WORSE);
    const { report, world } = await bisected(made, argsOf(good), executorOfCommits());
    expect(report.candidates).toMatchObject([{ revision: bad, subject: HOSTILE }]);
    const printed = `${world.printed.stdout}${world.printed.stderr}`;
    // eslint-disable-next-line no-control-regex
    expect(printed).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
    expect(printed).toContain('$(touch /tmp/x)');
  });
});

describe('what is bisected', () => {
  test('may be a workspace below the top of its repository', async () => {
    const made = backendRepository('sub/folder/');
    const good = made.change('good');
    made.change('no change');
    const worse = made.change('worse', WORSE);
    const workspace = join(made.root, 'sub/folder');
    const { report } = await bisected({ root: workspace }, argsOf(good), executorOfCommits());
    expect(report).toMatchObject({ ask: { prefix: 'sub/folder/' }, candidates: [{ revision: worse }] });
  });

  test('is one variant, in one scenario', async () => {
    const made = unchanged();
    const world = testWorld(executorOfCommits(), { root: made.root, binaries: ANY_BINARIES });
    const tried = (variant: string) => bisect(optionsOf('--variant', variant, ...argsOf(made.good)), world);
    await expect(tried('nobody')).rejects.toMatchObject({
      code: 'unknown-variant',
      hint: expect.stringMatching(/fake\/good/),
    });
    writeFileSync(join(made.root, 'fairfetch-check.json'), '{"scenarios": ["tiny", "seed"]}');
    await expect(tried('fake')).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/names 2 scenarios/),
    });
    expect(readdirSync(made.root)).not.toContain('results');
  });

  test('takes threshold, scenario and budget from the config', async () => {
    const made = unchanged();
    const config = { scenarios: ['tiny'], thresholds: { time: 0.2 }, blocks: 30 };
    writeFileSync(join(made.root, 'fairfetch-check.json'), JSON.stringify(config));
    const args = ['--good', made.good, '--bad', 'main'];
    const { report } = await bisected(made, args, executorOfCommits());
    expect(report.ask).toMatchObject({
      scenario: 'tiny',
      threshold: 0.2,
      budget: { seconds: null, blocks: 30 },
    });
    expect(report.tried[0]?.comparison).toMatchObject({ threshold: 0.2, verdict: 'unchanged' });
  });
});

describe('a commit that cannot be judged is skipped, and says why', () => {
  test.each([
    ['its runs fail', { fails: true }, /^its runs fail: .*missing/],
    ['it lacks the variant', { variant: 'another' }, /has no variant fake\/good/],
  ] as const)('%s', async (_what, behaviour, reason) => {
    const made = backendRepository();
    const good = made.change('good');
    made.change('odd', behaviour);
    made.change('worse', WORSE);
    const executor = executorOfCommits();
    const { code, report } = await bisected(made, argsOf(good), executor);
    expect([code, report.state]).toEqual([0, 'narrowed']);
    expect(states(report.tried)).toEqual({ worse: 'bad', odd: 'skipped' });
    expect(report.tried[1]?.reason).toMatch(reason);
    // A commit that never gets it right is given up after three blocks and the warm-up.
    expect(executor.runs).toBe(3 * (1 + 6) + ('fails' in behaviour ? 3 * (1 + 3) : 0));
  });

  test('it predates the contract', async () => {
    const made = backendRepository();
    const good = made.change('good');
    made.write('fake/backend.json', JSON.stringify({ contract: 0 }));
    made.commit('odd');
    made.change('worse', WORSE);
    const { report } = await bisected(made, argsOf(good), executorOfCommits());
    expect(report.tried[1]).toMatchObject({ state: 'skipped', sessions: [], comparison: null });
    expect(report.tried[1]?.reason).toMatch(/contract 0/);
  });

  test('it cannot be checked out', async () => {
    const made = backendRepository();
    const good = made.change('good');
    made.write('.gitmodules', '');
    made.commit('odd');
    rmSync(join(made.root, '.gitmodules'));
    made.change('worse', WORSE);
    const { code, report } = await bisected(made, argsOf(good), executorOfCommits());
    expect([code, report.state]).toEqual([0, 'narrowed']);
    expect(report.tried[1]).toMatchObject({
      subject: 'odd',
      state: 'skipped',
      reason: expect.stringMatching(/submodules/),
    });
  });

  test('undecided, it is raced once more with twice the budget', async () => {
    const made = backendRepository();
    const good = made.change('good');
    made.change('odd', { slower: 1.05 });
    made.change('worse', { slower: 2 });
    const args = ['--good', good, '--bad', 'main', '--blocks', '8', '--seed', '1'];
    const { report } = await bisected(made, args, executorOfCommits());
    const [, odd] = report.tried;
    expect(odd).toMatchObject({ state: 'skipped', reason: expect.stringContaining('twice the budget') });
    expect(odd?.sessions).toHaveLength(2);
    const budgets = odd?.sessions.map((name) => {
      const text = readFileSync(join(made.root, 'results', 'out', name, 'check.json'), 'utf8');
      const { budget, optionWords } = JSON.parse(text) as { budget: unknown; optionWords: string[] };
      return [budget, optionWords.find((word) => word.startsWith('--blocks'))];
    });
    expect(budgets).toEqual([
      [{ seconds: null, blocks: 8 }, '--blocks=8'],
      [{ seconds: null, blocks: 16 }, '--blocks=16'],
    ]);
  });
});

describe('there is nothing to find', () => {
  test('where the bad commit is not worse: exit 3, with what would have been seen', async () => {
    const made = unchanged();
    const args = ['--good', made.good, '--bad', 'main', '--blocks', '60', '--seed', '1'];
    const { code, report, world } = await bisected(made, args, executorOfCommits());
    expect([code, report.state, report.tried.length]).toEqual([3, 'nothing-to-find', 1]);
    expect(world.printed.stdout).toMatch(
      /^Nothing to find: fake\/good is not worse in \w{10} against \w{10}: time [+−]?\d\.\d % \(.* to .*\)\.\n\+\d+\.\d % would have been seen/,
    );
  });

  test('where the bad commit does not build: exit 3, with the reason', async () => {
    const made = backendRepository();
    const good = made.change('good');
    made.change('bad', { builds: false });
    const executor = executorOfCommits();
    const { code, report, world } = await bisected(made, argsOf(good), executor);
    expect([code, report.state, executor.runs]).toEqual([3, 'cannot-judge', 0]);
    expect(world.printed.stdout).toContain('it does not build');
  });

  test('where the good commit does not build, or its runs fail', async () => {
    const made = backendRepository();
    const broken = made.change('broken', { builds: false });
    const failing = made.change('failing', { fails: true });
    made.change('last');
    await expect(bisected(made, argsOf(broken), executorOfCommits())).rejects.toMatchObject({
      code: 'base',
      message: expect.stringMatching(/cannot be raced: it does not build/),
    });
    rmSync(join(made.root, 'results'), { recursive: true });
    await expect(bisected(made, argsOf(failing), executorOfCommits())).rejects.toMatchObject({
      code: 'base',
      message: expect.stringMatching(/cannot be raced: .*missing/),
    });
    // Of the commit that was held against it nothing is known.
    expect(readdirSync(join(made.root, 'results', 'out'))).toEqual(['bisect.json']);
  });
});
