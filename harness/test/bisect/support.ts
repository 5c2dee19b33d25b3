import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CheckComparison } from '@fairfetch/contract';
import type { BisectReport, Tried } from '../../src/bisect/index.ts';
import { bisect } from '../../src/commands/bisect.ts';
import { readBisect, type BisectOptions } from '../../src/options/bisect.ts';
import { createRandom } from '../../src/random.ts';
import type { Executor } from '../../src/run/index.ts';
import { worsen } from '../check/support.ts';
import { emptyRepository } from '../revisions/support.ts';
import { fakeExecutor } from '../support/fake-executor.ts';
import { normalOf } from '../support/normal.ts';
import { fakeManifest, fakeVariant, FAKES } from '../support/workspace.ts';
import { testWorld, type TestWorld } from '../support/world.ts';

/** What a commit's program does; written in its file traits.json, which both executors go by. */
export interface Behaviour {
  readonly connections?: number;
  /** Milliseconds that it spins. */
  readonly spinMs?: number;
  /** Of its time. */
  readonly slower?: number;
  readonly fails?: boolean;
  readonly builds?: boolean;
  /** Other than `good`. */
  readonly variant?: string;
}

const PROGRAM = `import { readFileSync } from 'node:fs';
import { run } from ${JSON.stringify(pathToFileURL(join(FAKES, 'kit.mjs')).href)};
const { connections = 2, spinMs = 0 } = JSON.parse(readFileSync(new URL('traits.json', import.meta.url), 'utf8'));
await run({ reuse: connections === 2 });
for (const endMs = performance.now() + spinMs; performance.now() < endMs; );
`;

const BUILD = `if grep -q '"builds":false' traits.json; then echo 'a planted mistake' >&2; exit 1; fi
echo built > built
`;

/** A repository with one backend, and no commit yet; `prefix` is where the workspace is in it. */
export function backendRepository(prefix = '') {
  const made = emptyRepository();
  made.write('.gitignore', 'built\nresults/\n');
  made.write(`${prefix}fake/program.mjs`, PROGRAM);
  made.write(`${prefix}fake/build.sh`, BUILD);
  let count = 0;
  /** Commits a change to what the program does; gives the commit. */
  const change = (subject: string, behaviour: Behaviour = {}): string => {
    const name = behaviour.variant ?? 'good';
    const variant = fakeVariant(name, { command: [process.execPath, 'program.mjs', name] });
    const manifest = fakeManifest({ variants: [variant], build: [['sh', 'build.sh']] });
    made.write(`${prefix}fake/backend.json`, JSON.stringify(manifest));
    made.write(`${prefix}fake/traits.json`, JSON.stringify(behaviour));
    count += 1;
    made.write('count', String(count));
    return made.commit(subject);
  };
  return { ...made, change };
}

export type BackendRepository = ReturnType<typeof backendRepository>;

export const HOSTILE = '\u001B[2J$(touch /tmp/x) `id` "\u202E--option\u0007; rm -rf *';

/**
 * Nine commits after the good one: a branch of two that is merged, one that does not build, hostile subjects.
 * `planted` is the one of which, and of all that come from it, `worse` is true.
 */
export function madeHistory(planted: 'plain' | 'branch' | 'merge', worse: Behaviour) {
  const made = backendRepository();
  const { git, change } = made;
  let is: Behaviour = {};
  const from = (name: typeof planted): void => {
    if (name === planted) is = worse;
  };
  const good = change('the good one', is);
  change('-n one more', is);
  change(HOSTILE, is);
  git('checkout', '--quiet', '-b', 'side');
  change('on the branch', is);
  from('branch');
  const branch = change('on the branch again', is);
  git('checkout', '--quiet', 'main');
  // A file that the branch does not touch, or there would be a conflict.
  made.write('other', 'main');
  made.commit('meanwhile');
  git('merge', '--quiet', '--no-ff', '--no-commit', 'side');
  from('merge');
  const merge = change('bring the branch in', is);
  change('does not build', { ...is, builds: false });
  from('plain');
  const plain = change('the planted one', is);
  const bad = change('the last', is);
  return { ...made, good, bad, branch, merge, plain };
}

/** What is planted. */
export const WORSE: Behaviour = { connections: 3 };

/** Three commits after the good one, of which the second is the planted one. */
export function shortHistory() {
  const made = backendRepository();
  const good = made.change('the good one');
  made.change('no change');
  const planted = made.change('the planted one', WORSE);
  made.change('the last', WORSE);
  return { ...made, good, planted };
}

const ARGS = ['--metric', 'connections', '--blocks', '20', '--seed', '1'];

/** By connections, which needs six blocks. */
export function argsOf(good: string, ...more: readonly string[]): readonly string[] {
  return ['--good', good, '--bad', 'main', ...ARGS, ...more];
}

export const optionsOf = (...args: readonly string[]): BisectOptions => {
  const read = readBisect(args);
  if (read.state !== 'bisect') throw new TypeError(`bisect ${args.join(' ')} is ${read.state}`);
  return read.options;
};

/** An executor without processes that does what the commit in the variant's folder says. */
export function executorOfCommits(onRun: (folder: string) => void = () => {}): Executor & { runs: number } {
  const normal = normalOf(createRandom(1, 'machine'));
  const inner = fakeExecutor({
    'fake/good': (run, { variant }) => {
      if (!existsSync(join(variant.folder, 'built'))) throw new Error(`${variant.folder} is not built`);
      const text = readFileSync(join(variant.folder, 'traits.json'), 'utf8');
      const { connections = 2, slower = 1, fails = false } = JSON.parse(text) as Behaviour;
      worsen(run, { connections, time: slower * Math.exp(0.02 * normal()) });
      if (fails) run.files.clear();
    },
  });
  const counted = {
    ...inner,
    runs: 0,
    run: (request: Parameters<Executor['run']>[0]) => {
      counted.runs += 1;
      onRun(request.variant.folder);
      return inner.run(request);
    },
  };
  return counted;
}

export const ANY_BINARIES = { origin: process.execPath, launcher: process.execPath };

export interface Ended {
  readonly code: number;
  readonly world: TestWorld;
  /** bisect.json. */
  readonly report: BisectReport;
}

/** The command in a repository, with `--out` in its results. */
export async function bisected(
  { root }: Pick<BackendRepository, 'root'>,
  args: readonly string[],
  executor: Parameters<typeof testWorld>[0],
  over: Parameters<typeof testWorld>[1] = {},
): Promise<Ended> {
  const out = join(root, 'results', 'out');
  const world = testWorld(executor, { root, binaries: ANY_BINARIES, ...over });
  const code = await bisect(optionsOf('--variant', 'fake/good', '--out', out, ...args), world);
  return { code, world, report: JSON.parse(readFileSync(join(out, 'bisect.json'), 'utf8')) as BisectReport };
}

/** Refs, work trees, what is changed, and whether a bisection of the user's is on. */
export function stateOf({ git }: Pick<BackendRepository, 'git'>): readonly string[] {
  return [
    git('for-each-ref'),
    git('worktree', 'list'),
    git('status', '--porcelain', '--branch'),
    git('rev-parse', 'HEAD'),
    git('config', '--list', '--local'),
  ];
}

export function aTried(over: Partial<Tried> = {}): Tried {
  return {
    revision: 'a'.repeat(40),
    authoredAt: '2026-01-31T12:00:00+01:00',
    committedAt: '2026-01-31T11:00:00.000Z',
    subject: 'a subject',
    parents: ['b'.repeat(40)],
    state: 'bad',
    reason: null,
    log: [],
    comparison: aComparison(),
    blocks: 12,
    seconds: 14.2,
    sessions: ['aaaaaaaaaaaa'],
    fromBefore: false,
    ...over,
  };
}

const figure = (median: number) => ({ median, low: null, high: null, least: median, most: median, count: 6 });

export function aComparison(over: Partial<CheckComparison> = {}): CheckComparison {
  return {
    scenario: 'tiny',
    variant: 'fake/good',
    metric: 'time',
    kind: 'measured',
    unit: 'ns',
    verdict: 'regressed',
    doubt: null,
    blocks: 12,
    pValue: 0.0001,
    holmPValue: 0.0001,
    threshold: 0.05,
    ratio: 1.582,
    interval: { low: 1.501, high: 1.663, confidence: 0.95 },
    detectableRatio: 1.07,
    base: figure(1e6),
    candidate: figure(1.582e6),
    baseAgain: figure(1e6),
    reasons: ['30 connections where there were 2'],
    ...over,
  };
}

export const counts = (was: number, is: number): Partial<CheckComparison> => ({
  metric: 'connections',
  kind: 'exact',
  unit: 'count',
  ratio: null,
  interval: null,
  detectableRatio: null,
  threshold: null,
  base: figure(was),
  baseAgain: figure(was),
  candidate: figure(is),
});
