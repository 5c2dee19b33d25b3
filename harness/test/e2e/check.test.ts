import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check as checkSchema, type CheckReport, type Manifest } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { readCommandLine } from '../../src/options.ts';
import { openRealExecutor } from '../../src/run/index.ts';
import { BINARIES, NOT_BUILT } from '../support/binaries.ts';
import { FAKES, fakeManifest, fakeVariant } from '../support/workspace.ts';
import { temporaryFolder, testWorld, type TestWorld } from '../support/world.ts';

const SAVED = `import { run } from '${join(FAKES, 'kit.mjs')}';\n`;
/** Downloads as it should. */
const SOUND = `${SAVED}await run();\n`;
/** A connection for each request. */
const WASTEFUL = `${SAVED}await run({ reuse: false });\n`;
/** Cannot tell its files apart. */
const WRONG = `${SAVED}await run({ body: (body) => Buffer.alloc(body.length) });\n`;

const ownVariant = (name: string) =>
  fakeVariant(name, { command: [process.execPath, './program.mjs', name] });

/** A repository with one backend, whose program is a file of it. */
function repository(program: string, over: Partial<Manifest> = {}) {
  const root = temporaryFolder();
  const git = (...args: readonly string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
  const write = (file: string, text: string): void => writeFileSync(join(root, file), text);
  const commit = (message: string): void => {
    git('add', '-A');
    git('commit', '-q', '-m', message);
  };
  mkdirSync(join(root, 'fake'));
  const own = ownVariant('good');
  write('fake/backend.json', JSON.stringify(fakeManifest({ variants: [own], ...over })));
  write('fake/program.mjs', program);
  write('.gitignore', 'results\n');
  git('init', '-q', '-b', 'main');
  commit('the base');
  return { root, git, write, commit, own };
}

interface Checked {
  readonly code: number;
  readonly world: TestWorld;
  readonly out: string;
  readonly report: () => CheckReport;
}

async function run(args: readonly string[], over: Partial<TestWorld> = {}): Promise<Checked> {
  const out = join(temporaryFolder(), 'out');
  const invocation = readCommandLine(['check', ...args, '--seed', '1', '--out', out]);
  if (invocation.state !== 'check') throw new TypeError(`it is ${invocation.state}`);
  const home = temporaryFolder();
  const world = testWorld(
    (folder, withOrigin) =>
      openRealExecutor({ root: home, env: process.env, binaries: BINARIES, folder, withOrigin }),
    { root: home, env: { ...process.env, GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '' }, ...over },
  );
  const code = await check(invocation.options, world);
  const report = (): CheckReport => {
    const checked = checkSchema('check-report', JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')));
    if (checked.state === 'invalid') throw new Error(checked.problems.join());
    return checked.value;
  };
  return { code, world, out, report };
}

const QUICK = ['--skip-conformance', '--blocks', '14', '--metric', 'connections', '--metric', 'failures'];

const verdictsOf = ({ comparisons }: CheckReport): Record<string, string> =>
  Object.fromEntries(comparisons.map(({ metric, verdict }) => [metric, verdict]));

const leftTrees = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`fairfetch-check-${process.pid}-`));

describe.skipIf(NOT_BUILT !== null)('check --base', () => {
  test('finds a planted regression, says what was seen, and leaves nothing behind', async () => {
    const { root, git, write, commit } = repository(SOUND);
    write('fake/program.mjs', WASTEFUL);
    commit('a connection for each request');
    const summary = join(temporaryFolder(), 'summary.md');
    const env = { ...process.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { code, world, out, report } = await run(['--base', 'HEAD~1', '--workspace', root, ...QUICK], {
      env,
    });
    expect([code, verdictsOf(report())]).toEqual([1, { connections: 'regressed', failures: 'unchanged' }]);
    expect(report().comparisons[0]?.reasons[0]).toMatch(/^\d+ connections where there were \d+$/);
    expect(report().candidate.subject).toBe('a connection for each request');
    expect(world.printed.stdout).toMatch(/^regressed: fake\/good connections/);
    expect(world.printed.stderr).toMatch(/^::error title=/m);
    expect(readFileSync(summary, 'utf8')).toContain('fake/good');
    expect(readdirSync(out).toSorted()).toEqual([
      'blocks.jsonl',
      'check.json',
      'junit.xml',
      'report.csv',
      'report.json',
      'report.md',
    ]);
    expect([git('worktree', 'list').trim().split('\n').length, git('status', '--short')]).toEqual([1, '']);
    expect(leftTrees()).toEqual([]);
  });

  test('what is not committed is the candidate', async () => {
    const { root, git, write } = repository(SOUND);
    write('fake/program.mjs', "export * from './other.mjs';\n");
    write('fake/other.mjs', WASTEFUL);
    const { code, report } = await run(['--base', 'main', '--workspace', root, ...QUICK]);
    expect([code, verdictsOf(report())['connections']]).toEqual([1, 'regressed']);
    expect(report().candidate.changes).toMatch(/^[0-9a-f]{12}$/);
    expect(git('status', '--short').trim().split('\n')).toHaveLength(2);
  });

  test('says at once that the base is the candidate', async () => {
    const { root } = repository(SOUND);
    const { code, world, report } = await run(['--base', 'main', '--workspace', root]);
    expect([code, report().verdict]).toEqual([0, 'nothing-to-judge']);
    expect(world.printed.stdout).toMatch(/^nothing to judge: .*base/);
  });

  test('with --all it races the base against itself, and nothing differs', async () => {
    const { root } = repository(SOUND);
    const { code, report } = await run(['--base', 'main', '--all', '--workspace', root, ...QUICK]);
    expect([code, report().verdict]).toEqual([0, 'passed']);
  });

  test('a change that reaches no variant has nothing to check', async () => {
    const { root, write, commit } = repository(SOUND, { variants: [fakeVariant('good')] });
    mkdirSync(join(root, 'other'));
    const manifest = fakeManifest({ name: 'other', variants: [fakeVariant('good')] });
    write('other/backend.json', JSON.stringify(manifest));
    commit('one more backend');
    const { code, report } = await run(['--base', 'HEAD~1', '--only', 'fake', '--workspace', root]);
    expect([code, report().verdict, report().unaffected]).toEqual([0, 'nothing-to-judge', ['fake/good']]);
  });

  test('a candidate that is wrong has regressed', async () => {
    const { root, write, commit } = repository(SOUND);
    write('fake/program.mjs', WRONG);
    commit('zeros');
    const { code, report } = await run(['--base', 'HEAD~1', '--workspace', root, ...QUICK]);
    expect([code, verdictsOf(report())['failures'], report().lanes[0]?.endedBy]).toEqual([
      1,
      'regressed',
      'failures',
    ]);
  });

  test('variants that are on one side only are named', async () => {
    const { root, write, commit, own } = repository(SOUND);
    const [kept, fresh] = [ownVariant('kept'), ownVariant('new')];
    write('fake/backend.json', JSON.stringify(fakeManifest({ variants: [own, kept] })));
    commit('two variants');
    write('fake/backend.json', JSON.stringify(fakeManifest({ variants: [kept, fresh] })));
    commit('another two');
    const { report } = await run(['--base', 'HEAD~1', '--workspace', root, ...QUICK]);
    expect(report()).toMatchObject({
      onlyBase: ['fake/good'],
      onlyCandidate: ['fake/new'],
      lanes: [{ variant: 'fake/kept' }],
    });
  });

  test.each<[string, (made: ReturnType<typeof repository>) => void, string, RegExp]>([
    [
      'does not build',
      ({ root, write, commit }) => {
        write('fake/backend.json', JSON.stringify(fakeManifest({ build: [['false']] })));
        commit('broken');
        write(
          'fake/backend.json',
          readFileSync(join(root, 'fake/backend.json'), 'utf8').replace('false', 'true'),
        );
        commit('mended');
      },
      'HEAD~1',
      /the base [0-9a-f]{10} does not build: fake: false failed/,
    ],
    [
      'predates the contract',
      ({ git, commit, write }) => {
        git('rm', '-q', '-r', '--cached', 'fake');
        git('commit', '-q', '-m', 'no backend yet');
        write('more', '');
        commit('back again');
      },
      'HEAD~1',
      /cannot be raced: .*backend\.json/,
    ],
    ['is no revision', () => {}, 'nowhere', /nowhere is no revision/],
  ])('a base that %s', async (_about, prepare, ref, message) => {
    const made = repository(SOUND);
    prepare(made);
    await expect(run(['--base', ref, '--workspace', made.root])).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(message),
    });
    expect(made.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(leftTrees()).toEqual([]);
  });

  test('a config with an unknown key is refused before anything is built', async () => {
    const { root, write } = repository(SOUND);
    write('fairfetch-check.json', JSON.stringify({ scenarios: ['seed'], treshold: 3 }));
    await expect(run(['--base', 'main', '--workspace', root])).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/unknown field treshold/),
    });
  });

  test('Ctrl-C in the middle keeps what was measured, and no tree', async () => {
    const { root, git, write, commit } = repository(SOUND);
    write('fake/program.mjs', `${SOUND}// the same\n`);
    commit('a comment');
    const stop = new AbortController();
    const home = temporaryFolder();
    let runs = 0;
    const running = run(['--base', 'HEAD~1', '--workspace', root, '--skip-conformance'], {
      signal: stop.signal,
      openExecutor: async (folder, withOrigin) => {
        const real = await openRealExecutor({
          root: home,
          env: process.env,
          binaries: BINARIES,
          folder,
          withOrigin,
        });
        return {
          tools: real.tools,
          close: () => real.close(),
          run: (request) => {
            runs += 1;
            if (runs === 8) stop.abort('SIGINT');
            return real.run(request);
          },
        };
      },
    });
    const { code, report, out } = await running;
    expect([code, report().complete, existsSync(join(out, 'blocks.jsonl'))]).toEqual([130, false, true]);
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(leftTrees()).toEqual([]);
  });
});

const program = (text: string): string => {
  const file = join(temporaryFolder(), 'program.mjs');
  writeFileSync(file, text);
  return `${process.execPath} ${file} any`;
};

describe.skipIf(NOT_BUILT !== null)('check of other things', () => {
  test('two commands', async () => {
    const args = ['--a', program(SOUND), '--b', program(WASTEFUL), ...QUICK.slice(1)];
    const { code, report } = await run(args);
    expect([code, verdictsOf(report())]).toEqual([1, { connections: 'regressed', failures: 'unchanged' }]);
    expect(report().base.command).toContain('program.mjs any');
  });

  test('counts against a stored baseline', async () => {
    const { root, write } = repository(SOUND);
    const file = join(temporaryFolder(), 'baseline.json');
    const few = ['--workspace', root, '--blocks', '10'];
    expect((await run(['--record', file, ...few])).code).toBe(0);
    const same = await run(['--baseline', file, ...few, '--metric', 'connections']);
    expect([same.code, same.world.printed.stdout]).toEqual([0, expect.stringContaining('connections')]);
    write('fake/program.mjs', WASTEFUL);
    expect((await run(['--baseline', file, ...few, '--metric', 'connections'])).code).toBe(1);
    await expect(run(['--baseline', file, ...few, '--metric', 'time'])).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/says nothing of time/),
    });
  });
});
