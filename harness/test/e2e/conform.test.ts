import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { BINARIES, NOT_BUILT, originByScript } from '../support/binaries.ts';
import { asReport, casesFolder, conformOf } from '../support/conform.ts';
import { fakeVariant } from '../support/workspace.ts';
import { temporaryFolder } from '../support/world.ts';

const SERVED = { serve: { files: { a: { bytes: 1000, path: 'a.bin' } } }, urls: ['{a}'] };

describe.skipIf(NOT_BUILT !== null)('the conformance suite', () => {
  test('one that holds what it declares: the matrix, the next case, exit 0, and files for machines', async () => {
    const { code, out, stdout, stderr } = await conformOf([fakeVariant('good')], []);
    expect(stdout).toMatch(/\n {2}two-files +ok\n {2}not-found +ok\n {2}repaired +next\n/);
    expect(stdout).toMatch(/fake\/good {2}declares races, reaches races: 2 of 2 passed; next case to mend:/);
    expect(stdout).toMatch(/\nconformance: 2 passed, 0 failed, 0 skipped\n$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Full results: ${out}\n` });
    const report: unknown = JSON.parse(readFileSync(join(out, 'conformance.json'), 'utf8'));
    expect(check('conformance-report', report).state).toBe('valid');
    expect(readFileSync(join(out, 'junit.xml'), 'utf8')).toContain('<testsuite name="fake/good" tests="3"');
  });

  test('one that does not: what was expected, what was seen, the rule, how to see it again, and its files', async () => {
    const variants = [fakeVariant('wrong-bytes'), fakeVariant('good')];
    const { code, out, stdout } = await conformOf(variants, ['--level', 'races']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n {2}two-files +FAIL ok\n {2}not-found +ok {3}ok\n/);
    expect(stdout).toContain('FAIL fake/wrong-bytes tiny/two-files (races): two files\n');
    expect(stdout).toContain('  rule      A file under its final name is always whole.\n');
    expect(stdout).toContain('  expected  file sub/b.bin with 70,000 bytes as served\n');
    expect(stdout).toContain('  seen      sub/b.bin with 70,000 bytes that differ first at byte 500\n');
    expect(stdout).toContain('npx fairfetch conform --only fake/wrong-bytes --case tiny/two-files\n');
    const kept = join(out, 'fake-wrong-bytes', 'tiny-two-files');
    expect(readFileSync(join(kept, 'sandbox/out/sub/b.bin'))).toHaveLength(70_000);
    expect(readdirSync(join(kept, 'step-0')).toSorted()).toEqual([
      'account.json',
      'input',
      'records.jsonl',
      'stderr',
      'stdout',
    ]);
    expect(existsSync(join(out, 'fake-good'))).toBe(false);
  });

  test.each([
    ['exit-1', 'tiny/two-files', 'exit', 'exit code 1, after "exit-1: cannot find my feet" on stderr'],
    [
      'nonsense',
      'tiny/two-files',
      'stdout',
      expect.stringContaining('{\\"contract\\": 1, \\"backend\\": ') as string,
    ],
    ['missing-file', 'tiny/two-files', 'files', expect.stringMatching(/^no .*; there is/) as string],
    ['leaves-child', 'tiny/not-found', 'nothing-left-running', 'sleep still running, so it was killed'],
    [
      'outside',
      'tiny/not-found',
      'inside-dir',
      'beside.txt is new (0 bytes), DIR/../../above.txt is new and TMPDIR/cache.txt is new',
    ],
    ['somebody-else', 'tiny/not-found', 'summary-form', expect.stringContaining('the summary of') as string],
  ])('%s fails %s by its %s', async (name, id, by, seen) => {
    const args = ['--level', 'races', '--format', 'json', '--case', id];
    const { code, stdout } = await conformOf([fakeVariant(name)], args);
    const [result] = asReport(stdout).results;
    expect(code).toBe(1);
    expect(result?.findings).toContainEqual(expect.objectContaining({ check: by, seen }));
  });

  test('one that hangs, and one that prints without end, are ended and told', async () => {
    const cases = casesFolder({ ...SERVED, atMostMs: 1_000, expect: { exit: 0 } });
    const { stdout } = await conformOf([fakeVariant('hang'), fakeVariant('flood')], ['--format', 'json'], {
      casesFolder: cases,
    });
    const found = asReport(stdout).results.map(({ findings = [] }) => findings.map(({ seen }) => seen));
    expect(found).toEqual([
      ['still running, so it was killed; the origin had seen 0 requests'],
      // Whichever comes first.
      [expect.stringMatching(/without end|still running/) as string],
    ]);
  });

  test('acts, steps and what lies there before', async () => {
    const hanging = { when: { requests: 1 }, do: { signal: 'SIGKILL' } } as const;
    const cases = casesFolder(
      {
        serve: {
          files: {
            a: {
              bytes: 1000,
              path: 'a.bin',
              answers: [JSON.parse('{"afterBytes": 10, "then": "stall"}') as object, {}],
            },
          },
        },
        dir: { 'old.bin': { of: 'a', bytes: 5 }, link: { link: '../beside' } },
        outside: { beside: { text: '{sha256:a} {{' } },
        urls: ['{a}'],
        steps: [
          { act: [hanging], expect: { exit: 137 } },
          {
            expect: {
              exit: 0,
              files: { 'old.bin': { of: 'a', bytes: 5 }, link: { link: '../beside' }, 'a.bin': { of: 'a' } },
              requests: { a: [{ status: 200, headers: { host: '{hostport0}' } }] },
            },
          },
        ],
      },
      {
        ...SERVED,
        act: [{ when: { stderrHas: 'never' }, do: { signal: 'SIGTERM' } }],
        expect: { exit: 0 },
      },
    );
    const { stdout } = await conformOf([fakeVariant('good')], ['--format', 'json'], { casesFolder: cases });
    const [first, second] = asReport(stdout).results;
    expect(first?.findings).toBeUndefined();
    expect(second?.findings).toEqual([
      expect.objectContaining({ check: 'act', expected: 'SIGTERM once it had printed "never" on stderr' }),
    ]);
  });

  test('a case that the origin refuses is told as one that cannot be set up', async () => {
    const cases = casesFolder({
      serve: { files: { a: { bytes: 5, answers: [{ raw: 'x', status: 200 }] } } },
      urls: ['{a}'],
      expect: { exit: 0 },
    });
    const { code, stdout } = await conformOf([fakeVariant('good')], ['--format', 'json'], {
      casesFolder: cases,
    });
    expect(code).toBe(1);
    expect(asReport(stdout).results[0]?.findings).toEqual([
      expect.objectContaining({
        check: 'set-up',
        seen: expect.stringContaining('files[0].answers[0].status') as string,
      }),
    ]);
  });

  test('one that takes the origin down fails by itself', async () => {
    const home = temporaryFolder();
    const over = {
      binaries: originByScript(home, `echo $$ > "$HOME/origin.pid"; exec ${BINARIES.origin} "$@"`),
      env: { ...process.env, HOME: home },
    };
    const variants = [fakeVariant('kills-origin'), fakeVariant('good')];
    const args = ['--jobs', '1', '--level', 'races', '--format', 'json'];
    const { results } = asReport((await conformOf(variants, args, over)).stdout);
    expect(results.map(({ variant, state }) => `${variant} ${state}`)).toEqual([
      'fake/kills-origin failed',
      'fake/kills-origin passed',
      'fake/good passed',
      'fake/good passed',
    ]);
    expect(results[0]?.findings).toEqual([
      expect.objectContaining({
        check: 'set-up',
        seen: expect.stringContaining('the origin ended') as string,
      }),
    ]);
  });
});
