import { cpSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/world.ts';
import { Job, type Ends } from './job.ts';
import { KNOWN_OPTIONS, optionsIn } from './options.ts';
import { envOf, evaluate, jobOf, readWorkflow, stepWith, type WorkflowJob } from './workflow.ts';

const OURS = '.github/workflows/check.yml';
const SHARDS = 'examples/ci/github-shards.yml';
const ALL = ['.github/workflows/ci.yml', OURS, 'examples/ci/github.yml', SHARDS];

const MAJORS: readonly string[] = [
  'actions/checkout@v4',
  'actions/setup-node@v4',
  'actions/setup-python@v5',
  'actions/upload-artifact@v4',
  'actions/download-artifact@v4',
  // To be filled in by who copies the example.
  'OWNER/fairfetch@REF',
];

describe.each(ALL)('%s', (path) => {
  const workflow = readWorkflow(path);
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  test('may read and nothing else, and never runs with the rights of the base', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(jobs.filter((job) => 'permissions' in job)).toEqual([]);
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
  });

  test('ends in time', () => {
    for (const job of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  test('uses actions by majors that exist', () => {
    for (const { uses } of steps.filter((step) => step.uses !== undefined)) expect(MAJORS).toContain(uses);
  });

  test('puts nothing from outside into a shell', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  test('gives check only options that it has', () => {
    for (const { run } of steps.filter((step) => step.run?.includes('check.sh'))) {
      expect(KNOWN_OPTIONS).toEqual(expect.arrayContaining([...optionsIn(run ?? '')]));
    }
  });
});

describe.each(ALL.slice(1))('%s', (path) => {
  const workflow = readWorkflow(path);

  test('gives up an older run of the same pull request, and no token to what it checks out', () => {
    expect(workflow.concurrency).toMatchObject({ 'cancel-in-progress': true });
    expect(workflow.concurrency?.group).toContain('${{ github.ref }}');
    const checkouts = Object.values(workflow.jobs)
      .flatMap((job) => job.steps)
      .filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const step of checkouts) expect(step.with?.['persist-credentials']).toBe(false);
  });

  test('has the history of the base', () => {
    const [job] = Object.values(workflow.jobs);
    expect(job?.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with?.['fetch-depth']).toBe(
      0,
    );
  });
});

/** A pull request on GitHub in a folder: every shard's job, what they leave, and the job that joins it. */
class PullRequest {
  readonly #workflow;
  readonly #job = new Job(temporaryFolder());
  readonly #cwd: string;

  constructor(path: string) {
    this.#workflow = readWorkflow(path);
    // Our own workflow runs in the checkout of Fairfetch, another repository's has one beside its own.
    this.#cwd = path === OURS ? this.#job.home : this.#job.workspace;
    if (path !== OURS) symlinkSync(this.#job.home, join(this.#job.workspace, 'fairfetch'));
  }

  get shards(): readonly number[] {
    return jobOf(this.#workflow, 'race').strategy?.matrix.shard ?? [];
  }

  async race(shard: number, ends: Ends) {
    const job = jobOf(this.#workflow, 'race');
    const known = this.#known(shard);
    const result = await this.#step(job, 'Race', ends, known);
    const { name, path } = stepWith(job, 'upload-artifact').with ?? {};
    const status = result.exitCode === 0 ? 'success' : 'failure';
    this.#hand(evaluate(String(path), known), evaluate(String(name), { ...known, 'job.status': status }));
    return result;
  }

  async join(ends: Ends) {
    return this.#step(jobOf(this.#workflow, 'verdict'), 'Join', ends, this.#known(0));
  }

  /** What one job uploads (a folder, if there is one, by a name) and the joining job downloads, if it asks for that. */
  #hand(left: string, name: string): void {
    const { pattern, path } = stepWith(jobOf(this.#workflow, 'verdict'), 'download-artifact').with ?? {};
    const [start, end, ...rest] = String(pattern).split('*');
    expect({ end, rest }).toEqual({ end: '', rest: [] });
    if (!existsSync(left) || !name.startsWith(start ?? '')) return;
    cpSync(left, join(evaluate(String(path), this.#known(0)), name), { recursive: true });
  }

  async #step(job: WorkflowJob, name: string, ends: Ends, known: Readonly<Record<string, string>>) {
    const step = stepWith(job, name);
    const env = envOf(this.#workflow, job, step, known);
    return this.#job.run(step.run ?? '', ends, { env, github: true, cwd: this.#cwd });
  }

  #known(shard: number): Record<string, string> {
    return {
      'matrix.shard': String(shard),
      'strategy.job-total': String(this.shards.length),
      'github.run_number': '17',
      'github.workspace': this.#job.workspace,
      'runner.temp': this.#job.temp,
    };
  }
}

describe.each([OURS, SHARDS])('a pull request by %s', (path) => {
  test('is raced in shards of one plan, whatever each says, and joined', async () => {
    const pull = new PullRequest(path);
    const ends: readonly Ends[] = [
      { exit: 1, verdict: 'regressed' },
      { exit: 4, verdict: 'cannot-judge' },
    ];
    expect(pull.shards).toEqual([1, 2]);
    for (const shard of pull.shards) {
      const { exitCode, calls } = await pull.race(shard, ends[shard - 1] ?? { exit: 2 });
      expect(exitCode).toBe(0);
      const args = calls[0]?.args ?? [];
      expect(args).toEqual(
        expect.arrayContaining(['check', '--base=HEAD^1', '--seed=17', `--shard=${shard}/2`]),
      );
      expect(args.includes('--workspace=code')).toBe(path === SHARDS);
    }
    const { exitCode, calls, outputs } = await pull.join({ exit: 1, verdict: 'regressed' });
    expect({ exitCode, outputs }).toMatchObject({ exitCode: 1, outputs: { verdict: 'regressed' } });
    expect(calls).toMatchObject([
      {
        args: [
          'merge',
          expect.stringMatching(/\/fairfetch-success-1$/),
          expect.stringMatching(/\/fairfetch-success-2$/),
          expect.stringMatching(/^--out=/),
        ],
        seen: ['GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY'],
      },
    ]);
  });

  test.each([
    [{ exit: 0, verdict: 'passed' }, 0, null],
    [{ exit: 0, verdict: 'inconclusive' }, 0, null],
    [{ exit: 4, verdict: 'cannot-judge' }, 0, null],
    [{ exit: 4, verdict: 'inconclusive' }, 4, '::error title=Fairfetch::Not everything could be decided'],
    [{ exit: 3 }, 3, '::error title=Fairfetch::The shards cannot be joined'],
  ])('joined with %j ends with %i', async (ends, exit, annotation) => {
    const pull = new PullRequest(path);
    for (const shard of pull.shards) await pull.race(shard, { exit: 0, verdict: 'passed' });
    const { exitCode, stderr } = await pull.join(ends);
    expect(exitCode).toBe(exit);
    if (annotation === null) expect(stderr).not.toContain('::');
    else expect(stderr).toContain(annotation);
  });

  test('does not join what a shard left that broke off', async () => {
    const pull = new PullRequest(path);
    await pull.race(1, { exit: 0, verdict: 'passed' });
    expect((await pull.race(2, { exit: 3, verdict: 'inconclusive', reportExit: 0 })).exitCode).toBe(3);
    const { calls } = await pull.join({ exit: 3 });
    expect(calls[0]?.args).toEqual(['merge', expect.stringMatching(/-1$/), expect.stringMatching(/^--out=/)]);
  });

  test('fails where no shard could race, instead of being skipped', async () => {
    const pull = new PullRequest(path);
    for (const shard of pull.shards) expect((await pull.race(shard, { exit: 3 })).exitCode).toBe(3);
    const { exitCode, calls } = await pull.join({ exit: 0, verdict: 'passed' });
    expect({ exitCode, calls }).toEqual({ exitCode: 3, calls: [] });
    expect(jobOf(readWorkflow(path), 'verdict')).toMatchObject({ needs: 'race', if: '${{ !cancelled() }}' });
  });
});
