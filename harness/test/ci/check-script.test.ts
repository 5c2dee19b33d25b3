import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WORKSPACE } from '../support/binaries.ts';
import { temporaryFolder } from '../support/world.ts';
import { Job, type Ends, type JobOptions } from './job.ts';

const CHECK = 'bash "$FAIRFETCH_HOME/examples/ci/check.sh"';

async function run(script: string, ends: Ends, { env = {}, ...options }: JobOptions = {}) {
  const job = new Job(temporaryFolder());
  const result = await job.run(script, ends, { ...options, env: { FAIRFETCH_HOME: job.home, ...env } });
  return { ...result, job };
}

interface Outcome {
  readonly ends: Ends;
  readonly exit: number;
  readonly says: string;
}

const OUTCOMES: readonly Outcome[] = [
  { ends: { exit: 0, verdict: 'passed' }, exit: 0, says: 'Nothing regressed.' },
  { ends: { exit: 0, verdict: 'nothing-to-judge' }, exit: 0, says: 'There was nothing to judge' },
  { ends: { exit: 0, verdict: 'inconclusive' }, exit: 0, says: 'not everything could be decided' },
  { ends: { exit: 1, verdict: 'regressed' }, exit: 1, says: 'Regressed: out/report.md says what' },
  { ends: { exit: 4, verdict: 'cannot-judge' }, exit: 0, says: 'Nothing can be judged' },
  { ends: { exit: 4, verdict: 'inconclusive' }, exit: 4, says: 'with inconclusive=fail that fails' },
];

test('every verdict that a report can have is among them', () => {
  const schema = readFileSync(join(WORKSPACE, 'packages/contract/schema/check-report.schema.json'), 'utf8');
  const { properties } = JSON.parse(schema) as { properties: { verdict: { enum: readonly string[] } } };
  expect(new Set(OUTCOMES.map(({ ends }) => ends.verdict))).toEqual(new Set(properties.verdict.enum));
});

describe.each(['check', 'merge'])('%s', (what) => {
  const script = `mkdir -p shard; ${CHECK} ${what} out ${what === 'merge' ? 'shard' : '--base=main'}`;

  test.each(OUTCOMES)('$ends.exit, $ends.verdict: ends with $exit', async ({ ends, exit, says }) => {
    const { exitCode, stdout, stderr, outputs } = await run(script, ends, { github: true });
    expect({ exitCode, stdout }).toEqual({ exitCode: exit, stdout: 'the table' });
    expect(stderr).toContain(says);
    expect(outputs).toEqual({ verdict: ends.verdict, 'exit-code': String(ends.exit), results: 'out' });
  });

  test('that cannot judge ends with 4 where CANNOT_JUDGE is fail', async () => {
    const env = { CANNOT_JUDGE: 'fail' };
    const { exitCode } = await run(script, { exit: 4, verdict: 'cannot-judge' }, { env });
    expect(exitCode).toBe(4);
  });

  test.each([
    [2, 'The command line is wrong'],
    [3, what === 'merge' ? 'The shards cannot be joined' : 'The machine or the workspace is not ready'],
    [143, 'Fairfetch was ended with 143'],
  ])('that ends with %i gives no verdict, and GitHub is told why', async (exit, why) => {
    const { exitCode, stderr, outputs, summary } = await run(script, { exit }, { github: true });
    expect(exitCode).toBe(exit);
    expect(stderr).toContain(`::error title=Fairfetch::${why}`);
    expect(outputs).toEqual({ verdict: '', 'exit-code': String(exit), results: '' });
    expect(summary).toContain(why);
  });

  test.each([
    [0, 3],
    [1, 1],
    [4, 4],
  ])('that ends with %i and leaves no report has not passed', async (exit, expected) => {
    const { exitCode, stderr } = await run(script, { exit });
    expect(exitCode).toBe(expected);
    expect(stderr).toContain(`Fairfetch ended with ${exit} and left no report that says so in out;`);
  });

  test.each([
    { exit: 0, verdict: 'regressed', reportExit: 1 },
    { exit: 0, verdict: 'splendid' },
  ])('does not believe a report of something else: %j', async (ends) => {
    expect((await run(script, ends)).exitCode).toBe(3);
  });
});

describe('annotations', () => {
  const script = `${CHECK} check out --base=main`;

  test.each<readonly [Ends, readonly string[]]>([
    [{ exit: 4, verdict: 'inconclusive' }, ['::error title=Fairfetch::']],
    // Fairfetch annotates these itself.
    [{ exit: 4, verdict: 'cannot-judge' }, []],
    [{ exit: 1, verdict: 'regressed' }, []],
    [{ exit: 0, verdict: 'inconclusive' }, []],
  ])('%j', async (ends, expected) => {
    const { stderr } = await run(script, ends, { github: true });
    expect(stderr.match(/^::\w+ title=Fairfetch::/gm) ?? []).toEqual(expected);
  });

  test('are for GitHub alone', async () => {
    const { stderr } = await run(script, { exit: 4, verdict: 'cannot-judge' });
    expect(stderr).not.toContain('::');
    expect(stderr).toContain('check: Nothing can be judged');
  });
});

test('a check gets the options as they are, and its results folder; GitHub is told by Fairfetch itself', async () => {
  const { calls, job } = await run(
    `${CHECK} check 'a folder' --base='origin/x $(touch hit)' --only '*threads*'`,
    { exit: 0, verdict: 'passed' },
    { github: true },
  );
  expect(calls).toEqual([
    {
      args: ['check', '--base=origin/x $(touch hit)', '--only', '*threads*', '--out=a folder'],
      cwd: job.workspace,
      seen: ['GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY'],
    },
  ]);
});

describe('shard', () => {
  const script = `${CHECK} shard out --base=main --shard=1/2`;

  test.each<Ends>([
    { exit: 0, verdict: 'passed' },
    { exit: 1, verdict: 'regressed' },
    { exit: 4, verdict: 'cannot-judge' },
    { exit: 4, verdict: 'inconclusive' },
  ])('leaves the verdict to the job that joins: %j', async (ends) => {
    const { exitCode, stderr, outputs } = await run(script, ends, { github: true });
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`This shard alone says: ${ends.verdict}.`);
    expect(outputs).toMatchObject({ verdict: ends.verdict, 'exit-code': String(ends.exit) });
  });

  test('writes no summary and no annotations, which would be there twice', async () => {
    const { calls } = await run(script, { exit: 1, verdict: 'regressed' }, { github: true });
    expect(calls).toMatchObject([{ args: ['check', '--base=main', '--shard=1/2', '--out=out'], seen: [] }]);
  });

  test.each([2, 3])('that ends with %i fails', async (exit) => {
    expect((await run(script, { exit })).exitCode).toBe(exit);
  });

  test('needs to be one, or a regression would pass', async () => {
    const { exitCode, stderr, calls } = await run(`${CHECK} shard out --base=main`, {
      exit: 0,
      verdict: 'passed',
    });
    expect({ exitCode, calls }).toEqual({ exitCode: 2, calls: [] });
    expect(stderr).toContain('A shard needs --shard=K/N.');
  });
});

describe('what is missing is named, and nothing is run', () => {
  const ends: Ends = { exit: 0, verdict: 'passed' };
  const cases: readonly (readonly [string, string, JobOptions, number, string])[] = [
    ['a results folder', 'check', {}, 2, 'where to put the results'],
    ['a known word', 'race out', {}, 2, 'There is no race.'],
    ['one results folder', 'check out --base=main --out=other', {}, 2, 'leave out --out'],
    ['a shard', 'merge out shards/*', {}, 3, 'no results of a shard at shards/*'],
    ['cargo', 'check out --base=main', { without: ['cargo'] }, 3, 'cargo is not on this machine'],
    ['node', 'check out --base=main', { without: ['node'] }, 3, 'node is not on this machine'],
    [
      'Fairfetch',
      'check out --base=main',
      { env: { FAIRFETCH_HOME: '/nowhere' } },
      3,
      'no Fairfetch at /nowhere',
    ],
    [
      'a word',
      'check out --base=main',
      { env: { CANNOT_JUDGE: 'maybe' } },
      2,
      'CANNOT_JUDGE is warn or fail',
    ],
  ];
  test.each(cases)('%s', async (_what, args, options, exit, says) => {
    // By its own path: FAIRFETCH_HOME may be wrong.
    const job = new Job(temporaryFolder());
    const env = { FAIRFETCH_HOME: job.home, ...options.env };
    const result = await job.run(`bash ../home/examples/ci/check.sh ${args}`, ends, { ...options, env });
    expect({ exitCode: result.exitCode, calls: result.calls }).toEqual({ exitCode: exit, calls: [] });
    expect(result.stderr).toContain(says);
  });
});

test('without FAIRFETCH_HOME it is the checkout in which the script is', async () => {
  const job = new Job(temporaryFolder());
  const { exitCode, calls } = await job.run('../home/examples/ci/check.sh check out --base=main', {
    exit: 0,
    verdict: 'passed',
  });
  expect({ exitCode, runs: calls.length }).toEqual({ exitCode: 0, runs: 1 });
});

test('joining does not need what builds', async () => {
  const ends: Ends = { exit: 0, verdict: 'passed' };
  const { calls } = await run(`mkdir one two; ${CHECK} merge out one two`, ends, { without: ['cargo'] });
  expect(calls).toMatchObject([{ args: ['merge', 'one', 'two', '--out=out'] }]);
});
