import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, type StoredRun } from '@fairfetch/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare } from '../../src/commands/compare.ts';
import { readResults, type Stored } from '../../src/store/index.ts';
import { NOT_BUILT, realExecutor } from '../support/binaries.ts';
import { compareOptions } from '../support/options.ts';
import { tinyScenario } from '../support/scenario.ts';
import { fakeManifest, fakeVariant, FAKES, workspaceOf, writeWorkspace } from '../support/workspace.ts';
import { plainWorld, temporaryFolder, testWorld } from '../support/world.ts';

/** What is expected of a fake's runs: the codes of its failures, and words of the first one's message. */
const FAILURES: Readonly<Record<string, readonly [codes: readonly string[], words: RegExp]>> = {
  'exit-1': [['exit-code', 'files'], /code 1: exit-1: cannot find my feet/],
  nonsense: [['bad-summary'], /not one summary: not JSON/],
  silent: [['no-summary'], /nothing was printed/],
  unlike: [['bad-summary'], /unknown field speed.*downloads must be object/],
  flood: [['flooded', 'files'], /without end on stdout/],
  'wrong-bytes': [['files'], /5 of 6 files are right, 1 wrong: file-00001-0.bin has the right size/],
  'short-file': [['files'], /1 short: file-00001-0.bin has 400 of 1000 bytes/],
  'missing-file': [['files'], /1 missing: file-00001-0.bin is missing/],
  'extra-file': [['files'], /6 of 6 files are right, 1 not asked for: thanks.txt/],
  leftover: [['files'], /1 left behind unfinished: file-00000-0.bin.part/],
  linked: [['files'], /2 wrong: .*is a link/],
  outside: [['outside-folder'], /\.\.\/beside.txt, tmp\/cache.txt, \.\.\/\.\.\/above.txt/],
  'kills-itself': [['signalled', 'files'], /SIGKILL/],
  'kills-launcher': [['not-started'], /launcher gave no result \(SIGKILL\)/],
  'not-found': [['exit-code', 'files'], /1 downloads failed, the first with http-status: .*answered 404/],
  'bad-records': [['bad-records'], /line 7: .*(index|state)/],
  'somebody-else': [['bad-summary'], /is of fake\/somebody/],
};

/** Flags of runs that brought everything home. */
const FLAGS: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  good: {},
  'leaves-child': { 'left-behind': /1 of its processes/ },
  'no-reuse': { 'connections-above': /6 connections where 2 suffice: one for each download/ },
  'too-many': {
    'in-flight-above': /6 in flight at its peak, 2 asked/,
    'connections-above': /6 connections where 2 suffice/,
  },
  'one-by-one': { 'in-flight-below': /never more than 1 in flight, 2 asked/ },
  'asks-twice': {
    'requests-differ': /12 requests for 6 downloads/,
    'bytes-claimed': /6000 bytes, the origin sent 12000/,
    'bytes-resent': /12000 bytes of files were sent where 6000 suffice, 6000 again/,
    'requests-unclaimed': /6 requests that no record claims, the first for file-00000-0.bin/,
  },
  copies: {
    'requests-differ': /3 requests for 6 downloads/,
    'bytes-claimed': /6000 bytes, the origin sent 3000/,
    'downloads-unrequested': /3 downloads claimed and never served, the first file-00000-0.bin/,
  },
  boasts: {
    'counter-differs': /7 total \(records: 6\), 7 ok \(records: 6\)/,
    'in-flight-claimed': /says it had 64 in flight, the origin saw 2 at most/,
    'bytes-claimed': /12000 bytes, the origin sent 6000/,
    'ok-claimed': /says 7 downloads are ok, 6 files are right/,
  },
};

describe.skipIf(NOT_BUILT !== null)('fakes of every kind in one race', () => {
  let base: string;
  let code: number;
  let stored: Stored;
  let printed: { stdout: string; stderr: string };

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'harness-faults-'));
    const names = [...Object.keys(FAILURES), ...Object.keys(FLAGS)];
    const [first = '', ...rest] = names;
    const root = join(base, 'workspace');
    writeWorkspace(root, {
      fake: fakeManifest({ variants: [fakeVariant(first), ...rest.map((name) => fakeVariant(name))] }),
      broken: '{"contract": 1,',
    });
    const scenario = tinyScenario({ network: { rttMs: 60 }, timeoutSeconds: 60 });
    const world = plainWorld(root, realExecutor(root), { scenarios: [scenario] });
    code = await compare(
      compareOptions('--out', join(base, 'out'), '--scratch', join(base, 'scratch')),
      world,
    );
    stored = await readResults(join(base, 'out'));
    printed = world.printed;
  });

  afterAll(() => rmSync(base, { recursive: true, force: true }));

  const runsOf = (name: string): readonly StoredRun[] =>
    stored.runs.filter((run) => run.variant === `fake/${name}`);

  test('the fakes here are all the fakes there are, but those of other tests', () => {
    const scripts = readdirSync(FAKES).map((file) => file.replace('.mjs', ''));
    const elsewhere = ['kit', 'kills-origin', 'hoards', 'hang', 'hangs-once', 'peer', 'proxied'];
    const raced = [...Object.keys(FAILURES), ...Object.keys(FLAGS), ...elsewhere];
    expect(scripts.toSorted()).toEqual(raced.toSorted());
  });

  test.each(Object.keys(FAILURES))('%s fails in every run, and is told why', (name) => {
    const [codes, words] = FAILURES[name] ?? [[], /^$/];
    const runs = runsOf(name);
    expect(runs.map((run) => run.state)).toEqual(['failed', 'failed']);
    for (const run of runs) {
      expect(run.failures.map((failure) => failure.code)).toEqual(codes);
      expect(run.failures[0]?.message).toMatch(words);
    }
  });

  test.each(Object.keys(FLAGS))('%s brings everything home, flagged where it is not what it says', (name) => {
    const expected = FLAGS[name] ?? {};
    for (const run of runsOf(name)) {
      expect(run.failures).toEqual([]);
      expect(run.flags.map((flag) => flag.code).toSorted()).toEqual(Object.keys(expected).toSorted());
      for (const flag of run.flags) expect(flag.message).toMatch(expected[flag.code] ?? /^$/);
    }
  });

  test('the exit code says that some rows failed, and the table names them all', () => {
    expect(code).toBe(1);
    for (const name of [...Object.keys(FAILURES), ...Object.keys(FLAGS)]) {
      expect(printed.stdout).toContain(`fake/${name}`);
    }
  });

  test('a broken manifest is left out by name', () => {
    expect(stored.session.skipped).toEqual([
      {
        variant: 'broken',
        reason: expect.stringMatching(/broken\/backend.json is not a manifest: not JSON/) as string,
      },
    ]);
  });

  test('a failed row is never a time', () => {
    const report = JSON.parse(readFileSync(join(base, 'out', 'report.json'), 'utf8')) as unknown;
    const checked = check('report', report);
    if (checked.state === 'invalid') throw new Error(checked.problems.join('; '));
    const failed = checked.value.scenarios[0]?.rows.filter((row) => row.state === 'failed') ?? [];
    expect(failed.map((row) => row.variant).toSorted()).toEqual(
      Object.keys(FAILURES)
        .map((name) => `fake/${name}`)
        .toSorted(),
    );
    expect(failed.map((row) => row.wallNs)).toEqual(failed.map(() => null));
  });

  test('the stderr of a run that failed is kept with it', () => {
    expect(runsOf('exit-1')[0]?.stderr).toBe('exit-1: cannot find my feet');
    expect(runsOf('good')[0]?.stderr).toBeUndefined();
  });

  test('the scratch folder is empty again', () => {
    expect(readdirSync(join(base, 'scratch'))).toEqual([]);
  });
});

test.skipIf(NOT_BUILT !== null)(
  'one that hangs is ended after its time, and the other row is measured',
  async () => {
    const root = workspaceOf(fakeVariant('good'), fakeVariant('hang'));
    const out = join(temporaryFolder(), 'out');
    // Enough for the good one on a machine that has other things to do.
    const world = testWorld(realExecutor(root), { root, scenarios: [tinyScenario({ timeoutSeconds: 4 })] });
    expect(await compare(compareOptions('--out', out), world)).toBe(1);
    const runs = Object.groupBy((await readResults(out)).runs, (run) => run.variant);
    expect(runs['fake/good']?.map((run) => run.state)).toEqual(['ok', 'ok']);
    expect(runs['fake/hang']?.map((run) => run.failures[0])).toEqual(
      Array.from({ length: 2 }, () => ({ code: 'timed-out', message: 'was not done within 4 s' })),
    );
  },
);
