import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { WORKSPACE } from '../support/binaries.ts';
import { temporaryFolder } from '../support/world.ts';
import { Job, type Ends } from './job.ts';
import { KNOWN_OPTIONS, optionsIn } from './options.ts';

interface GitlabJob {
  readonly extends: string;
  readonly parallel?: number;
  readonly needs?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly script: readonly string[];
  readonly allow_failure?: { readonly exit_codes: readonly number[] };
  readonly artifacts: {
    readonly when: string;
    readonly paths: readonly string[];
    readonly reports?: { readonly junit: string };
  };
}

interface Pipeline {
  readonly variables: Readonly<Record<string, string>>;
  readonly '.fairfetch': { readonly before_script: readonly string[] };
  readonly race: GitlabJob;
  readonly verdict: GitlabJob;
}

const pipeline = parse(readFileSync(join(WORKSPACE, 'examples/ci/gitlab-ci.yml'), 'utf8')) as Pipeline;

const MACHINE = {
  CI_MERGE_REQUEST_DIFF_BASE_SHA: '0123abc',
  CI_PIPELINE_IID: '17',
  CI_NODE_TOTAL: String(pipeline.race.parallel),
};

/** A job of the pipeline with the variables that GitLab sets. */
async function run(machine: Job, job: GitlabJob, ends: Ends, index = 1) {
  const env = {
    ...MACHINE,
    ...job.variables,
    FAIRFETCH_HOME: machine.home,
    CI_NODE_INDEX: String(index),
  };
  return machine.run(job.script.join('\n'), ends, { env });
}

test('the shards have one plan, and their folders are kept and joined', async () => {
  const machine = new Job(temporaryFolder());
  expect(pipeline.race.parallel).toBe(2);
  for (const shard of [1, 2]) {
    const { exitCode, calls } = await run(machine, pipeline.race, { exit: 1, verdict: 'regressed' }, shard);
    expect(exitCode).toBe(0);
    expect(calls[0]?.args).toEqual([
      'check',
      '--workspace=.',
      '--base=0123abc',
      '--seed=17',
      `--shard=${shard}/2`,
      `--out=fairfetch-shard-${shard}`,
    ]);
  }
  expect(pipeline.race.artifacts).toEqual({ when: 'always', paths: ['fairfetch-shard-*/'] });
  expect(pipeline.verdict.needs).toEqual(['race']);
  const { calls } = await run(machine, pipeline.verdict, { exit: 0, verdict: 'passed' });
  expect(calls[0]?.args).toEqual([
    'merge',
    'fairfetch-shard-1',
    'fairfetch-shard-2',
    '--out=fairfetch-joined',
  ]);
  expect(existsSync(join(machine.workspace, pipeline.verdict.artifacts.paths[0] ?? '', 'report.json'))).toBe(
    true,
  );
  expect(pipeline.verdict.artifacts.reports?.junit).toBe('fairfetch-joined/junit.xml');
});

async function commitAll(folder: string, tag: string): Promise<void> {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];
  for (const args of [
    ['init'],
    ['add', '.'],
    [...identity, 'commit', '--allow-empty', '-m', 'all'],
    ['tag', tag],
  ]) {
    await execa('git', args, { cwd: folder });
  }
}

test('Fairfetch is fetched beside the project, and the results are no change of it', async () => {
  const machine = new Job(temporaryFolder());
  await commitAll(machine.home, 'v1');
  await commitAll(machine.workspace, 'base');
  const script = [
    ...pipeline['.fairfetch'].before_script,
    ...pipeline.race.script,
    'git status --porcelain >&2',
  ];
  const { exitCode, stderr, calls } = await machine.run(
    script.join('\n'),
    { exit: 0, verdict: 'passed' },
    {
      // What it installs is there.
      programs: { 'apt-get': ':' },
      env: {
        ...MACHINE,
        FAIRFETCH_URL: `file://${machine.home}`,
        FAIRFETCH_REF: 'v1',
        CI_BUILDS_DIR: machine.temp,
        CI_JOB_ID: '5',
        CI_NODE_INDEX: '1',
      },
    },
  );
  expect({ exitCode, runs: calls.length }).toEqual({ exitCode: 0, runs: 1 });
  expect(existsSync(join(machine.workspace, 'fairfetch-shard-1/report.json'))).toBe(true);
  expect(stderr).not.toContain('?? ');
});

describe('how GitLab shows the verdict', () => {
  const warnings = pipeline.verdict.allow_failure?.exit_codes ?? [];
  test.each<readonly [Ends, string]>([
    [{ exit: 0, verdict: 'passed' }, 'passed'],
    [{ exit: 0, verdict: 'inconclusive' }, 'passed'],
    [{ exit: 4, verdict: 'cannot-judge' }, 'warning'],
    [{ exit: 1, verdict: 'regressed' }, 'failed'],
    [{ exit: 2 }, 'failed'],
    [{ exit: 3 }, 'failed'],
  ])('%j: %s', async (ends, expected) => {
    const machine = new Job(temporaryFolder());
    await run(machine, pipeline.race, { exit: 0, verdict: 'passed' });
    const { exitCode } = await run(machine, pipeline.verdict, ends);
    const shown = exitCode === 0 ? 'passed' : warnings.includes(exitCode ?? -1) ? 'warning' : 'failed';
    expect(shown).toBe(expected);
  });
});

test('it has the whole history, and options that check has', () => {
  expect(pipeline.variables['GIT_DEPTH']).toBe('0');
  const scripts = [...pipeline.race.script, ...pipeline.verdict.script].join('\n');
  expect(KNOWN_OPTIONS).toEqual(expect.arrayContaining([...optionsIn(scripts)]));
});
