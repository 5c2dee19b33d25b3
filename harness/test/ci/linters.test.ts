import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { WORKSPACE } from '../support/binaries.ts';
import { readWorkflow, type Step } from './workflow.ts';

const WORKFLOWS = [
  '.github/workflows/ci.yml',
  '.github/workflows/check.yml',
  'examples/ci/github.yml',
  'examples/ci/github-shards.yml',
];
const FILES = ['.ci/run', 'examples/ci/check.sh', 'tools/ci/action.sh'];

function read(path: string): string {
  return readFileSync(join(WORKSPACE, path), 'utf8');
}

function runsOf(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
}

/** The scripts of every job of a pipeline on GitLab, hidden ones as well. */
function gitlabScripts(): readonly string[] {
  const jobs = Object.values(
    parse(read('examples/ci/gitlab-ci.yml')) as Record<string, Record<string, unknown>>,
  );
  return jobs
    .flatMap((job) => [job['before_script'], job['script']])
    .filter((script) => Array.isArray(script))
    .map((script) => script.join('\n'));
}

const EVERYWHERE: readonly (readonly [string, readonly string[]])[] = [
  ...FILES.map((path) => [path, [read(path)]] as const),
  ...WORKFLOWS.map((path) => {
    const jobs = Object.values(readWorkflow(path).jobs);
    return [path, jobs.flatMap((job) => runsOf(job.steps))] as const;
  }),
  ['action.yml', runsOf((parse(read('action.yml')) as { runs: { steps: readonly Step[] } }).runs.steps)],
  ['examples/ci/gitlab-ci.yml', gitlabScripts()],
];

/** A workflow whose only job uses the action has none. */
const SCRIPTS = EVERYWHERE.filter(([, scripts]) => scripts.length > 0);

const { failed: noShellcheck } = await execa('shellcheck', ['--version'], { reject: false });
const { failed: noActionlint } = await execa('actionlint', ['-version'], { reject: false });

describe.each(SCRIPTS)('%s', (_path, scripts) => {
  test('is a script that bash can read', async () => {
    for (const input of scripts) {
      const { exitCode, stderr } = await execa('bash', ['-n'], { input, reject: false });
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    }
  });

  test('has nothing that shellcheck minds', async ({ skip }) => {
    skip(noShellcheck, 'shellcheck is not installed');
    for (const input of scripts) {
      const { exitCode, stdout } = await execa('shellcheck', ['--shell=bash', '-'], { input, reject: false });
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
    }
  });
});

test.for(WORKFLOWS)('%s has nothing that actionlint minds', async (path, { skip }) => {
  skip(noActionlint, 'actionlint is not installed');
  const { exitCode, stdout } = await execa('actionlint', ['-no-color', join(WORKSPACE, path)], {
    reject: false,
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
});
