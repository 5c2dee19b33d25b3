import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { WORKSPACE } from '../support/binaries.ts';
import { temporaryFolder } from '../support/world.ts';
import { Job, type Ends, type JobOptions } from './job.ts';
import { KNOWN_OPTIONS } from './options.ts';

interface ActionStep {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

const action = parse(readFileSync(join(WORKSPACE, 'action.yml'), 'utf8')) as Action;

function stepOf(id: string): ActionStep {
  const step = action.runs.steps.find((each) => each.id === id);
  if (step === undefined) throw new Error(`action.yml has no step ${id}`);
  return step;
}

/** The environment that GitHub makes of the inputs for the step that checks. */
function envOf(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(stepOf('check').env ?? {}).map(([name, text]) => {
    const input = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(text)?.[1] ?? '';
    const declared = action.inputs[input];
    if (declared === undefined) throw new Error(`${name} is of no input: ${text}`);
    return [name, inputs[input] ?? declared.default ?? ''];
  });
  return Object.fromEntries(entries);
}

async function useAction(
  inputs: Readonly<Record<string, string>>,
  ends: Ends,
  options: Omit<JobOptions, 'github' | 'env'> = {},
) {
  const job = new Job(temporaryFolder());
  const env = envOf(inputs);
  return { ...(await job.run(stepOf('check').run ?? '', ends, { ...options, env, github: true })), job };
}

const PASSED: Ends = { exit: 0, verdict: 'passed' };

describe('inputs', () => {
  test('the base alone: the workspace of the job is raced, and the rest is left to Fairfetch', async () => {
    const { exitCode, calls, job } = await useAction({ base: 'origin/main' }, PASSED);
    expect(exitCode).toBe(0);
    expect(calls).toEqual([
      {
        args: ['check', '--workspace=.', '--base=origin/main', expect.stringMatching(/^--out=/)],
        cwd: job.workspace,
        seen: ['GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY'],
      },
    ]);
  });

  test('all of them, of which those that repeat are one a line', async () => {
    const { calls } = await useAction(
      {
        base: 'HEAD^1',
        workspace: 'a folder',
        only: '\n  mine/*\r\n\n\tother/threads  \n',
        scenario: 'seed\n./own scenario.json',
        budget: '90s',
        inconclusive: 'fail',
        config: 'ci/check.json',
      },
      PASSED,
    );
    expect(calls[0]?.args.slice(1, -1)).toEqual([
      '--workspace=a folder',
      '--base=HEAD^1',
      '--only=mine/*',
      '--only=other/threads',
      '--scenario=seed',
      '--scenario=./own scenario.json',
      '--budget=90s',
      '--inconclusive=fail',
      '--config=ci/check.json',
    ]);
  });

  test.each(['$(touch hit)', '`touch hit`', '"; touch hit; "', '--format=json', "'; exit 0 #"])(
    'are never part of a command: %s',
    async (hostile) => {
      const { calls } = await useAction({ base: hostile, only: hostile }, PASSED);
      expect(calls[0]?.args.slice(2, 4)).toEqual([`--base=${hostile}`, `--only=${hostile}`]);
    },
  );

  test('each is an option of check or says what one is to do, and each is used', () => {
    const used = Object.values(stepOf('check').env ?? {}).map((text) => /inputs\.([a-z-]+)/.exec(text)?.[1]);
    expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)));
    const options = Object.keys(action.inputs).filter((name) => name !== 'cannot-judge');
    expect(KNOWN_OPTIONS).toEqual(expect.arrayContaining(options));
  });
});

describe('outputs', () => {
  test.each([
    [{ exit: 0, verdict: 'passed' }, 0],
    [{ exit: 0, verdict: 'inconclusive' }, 0],
    [{ exit: 1, verdict: 'regressed' }, 1],
    [{ exit: 4, verdict: 'inconclusive' }, 4],
    [{ exit: 4, verdict: 'cannot-judge' }, 0],
  ])('%j: the step ends with %i', async (ends, exit) => {
    const { exitCode, outputs, calls, job } = await useAction({ base: 'main' }, ends);
    expect(exitCode).toBe(exit);
    const results = calls[0]?.args.at(-1)?.replace('--out=', '');
    expect(outputs).toEqual({ verdict: ends.verdict, 'exit-code': String(ends.exit), results });
    // Not in the workspace, where they would be a change of the candidate.
    expect(results?.startsWith(job.temp)).toBe(true);
  });

  test.each([2, 3])('there is no verdict at exit code %i', async (exit) => {
    const { exitCode, outputs, summary } = await useAction({ base: 'main' }, { exit });
    expect(exitCode).toBe(exit);
    expect(outputs).toEqual({ verdict: '', 'exit-code': String(exit), results: '' });
    expect(summary).toContain('Fairfetch gave no verdict.');
  });

  test('cannot-judge: fail', async () => {
    const inputs = { base: 'main', 'cannot-judge': 'fail' };
    expect((await useAction(inputs, { exit: 4, verdict: 'cannot-judge' })).exitCode).toBe(4);
  });

  test('all that action.yml names are set by the step that checks', async () => {
    const { outputs } = await useAction({ base: 'main' }, PASSED);
    const declared = Object.entries(action.outputs).map(([name, { value }]) => [name, value]);
    expect(declared).toEqual(
      Object.keys(outputs).map((name) => [name, `\${{ steps.check.outputs.${name} }}`]),
    );
  });
});

test('its steps are such as an action of several steps may have', () => {
  expect(action.runs.using).toBe('composite');
  for (const { run, shell, uses } of action.runs.steps) {
    // GitHub asks for a shell here, unlike in workflows.
    expect([run === undefined, shell, uses]).toEqual(
      run === undefined ? [true, undefined, 'actions/setup-node@v4'] : [false, 'bash', undefined],
    );
    expect(run ?? '').not.toContain('${{');
  }
});

test('a second use in the same job has results of its own', async () => {
  const job = new Job(temporaryFolder());
  const options = { env: envOf({ base: 'main' }), github: true };
  const first = await job.run(stepOf('check').run ?? '', PASSED, options);
  const second = await job.run(stepOf('check').run ?? '', PASSED, options);
  expect(first.outputs['results']).not.toBe(second.outputs['results']);
});

test('without what the origin is built with it ends at once and says so', async () => {
  const { exitCode, calls, stderr } = await useAction({ base: 'main' }, PASSED, { without: ['cargo'] });
  expect({ exitCode, calls }).toEqual({ exitCode: 3, calls: [] });
  expect(stderr).toContain('::error title=Fairfetch::cargo is not on this machine: install a stable Rust');
});

describe('Node.js is set up only where it is missing', () => {
  test.each<readonly [string, JobOptions]>([
    ['yes', {}],
    ['no', { without: ['node'] }],
    ['no', { programs: { node: 'echo 18' } }],
  ])('found=%s: %j', async (found, options) => {
    const job = new Job(temporaryFolder());
    const { exitCode, outputs } = await job.run(stepOf('node').run ?? '', PASSED, {
      ...options,
      github: true,
    });
    expect({ exitCode, outputs }).toEqual({ exitCode: 0, outputs: { found } });
  });

  test('by the condition of its step', () => {
    const setup = action.runs.steps.find(({ uses }) => uses?.startsWith('actions/setup-node@'));
    expect(setup?.if).toBe("${{ steps.node.outputs.found == 'no' }}");
  });
});
