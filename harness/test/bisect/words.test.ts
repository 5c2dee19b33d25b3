import { describe, expect, test } from 'vitest';
import {
  renderBisectTable,
  reportOf,
  signsOf,
  triedText,
  type Ask,
  type Ending,
} from '../../src/bisect/index.ts';
import { folderNameOf, requireSameAsk } from '../../src/bisect/ask.ts';
import { effectText } from '../../src/bisect/words.ts';
import type { HarnessError } from '../../src/errors.ts';
import { glyphsFor } from '../../src/report/index.ts';
import { readBisect } from '../../src/options/bisect.ts';
import { aComparison, aTried, counts, optionsOf } from './support.ts';

const SIGNS = signsOf(glyphsFor({ LANG: 'C.UTF-8' }));
const ASCII_SIGNS = signsOf(glyphsFor({ LC_ALL: 'C' }));

const ASK: Ask = {
  good: 'b'.repeat(40),
  prefix: '',
  variant: 'fake/good',
  scenario: 'tiny',
  digest: 'd',
  metric: 'time',
  threshold: 0.05,
  budget: { seconds: 60, blocks: null },
  seed: 1,
  hostHash: 'host',
  harness: '0.1.0',
};

describe('an effect in words', () => {
  test.each([
    [{}, 'time +58.2 % (+50.1 to +66.3)'],
    [{ interval: null }, 'time +58.2 %'],
    [{ ratio: null }, 'time not measured'],
    [{ ratio: 0.9, interval: null }, 'time −10.0 %'],
    [counts(2, 6), 'connections 2 → 6'],
    [counts(2, 2), 'connections 2, as before'],
    [{ ...counts(0, 2048), metric: 'bytesResent', unit: 'bytes' }, 'bytes resent 0 bytes → 2.0 KiB'],
    [{ ...counts(2, 6), candidate: null }, 'connections not measured'],
    [{ ...counts(0, 1), metric: 'failures', kind: 'failures' }, 'failed runs none → all'],
  ] as const)('%j', (over, text) => {
    expect(effectText(aComparison(over), SIGNS)).toBe(text);
  });

  test('without signs that a terminal may lack', () => {
    expect(effectText(aComparison(counts(2, 6)), ASCII_SIGNS)).toBe('connections 2 -> 6');
  });
});

test('a line for each commit', () => {
  expect(triedText(aTried(), SIGNS)).toBe(
    'bad aaaaaaaaaa a subject: time +58.2 % (+50.1 to +66.3), 12 blocks, 14 s',
  );
  const skipped = aTried({
    state: 'skipped',
    reason: 'it does not build',
    comparison: null,
    fromBefore: true,
  });
  expect(triedText(skipped, SIGNS)).toBe('skipped aaaaaaaaaa a subject: it does not build, from before');
});

describe('the answer', () => {
  const bad = aTried();
  const rendered = (ending: Ending, tried = [bad]): string => {
    const facts = { ask: ASK, good: aTried({ revision: ASK.good, subject: 'good' }), bad, commits: 5 };
    return renderBisectTable(reportOf(facts, tried, ending), SIGNS);
  };

  test('names the commit, its author date, what it does and what the origin saw', () => {
    expect(rendered({ state: 'found', candidates: [bad.revision] })).toMatchInlineSnapshot(`
      "First bad commit of fake/good in tiny: aaaaaaaaaa a subject
        commit aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        authored 2026-01-31T12:00:00+01:00
        time +58.2 % (+50.1 to +66.3) against bbbbbbbbbb
        30 connections where there were 2
      1 of 5 commits tried.
      "
    `);
  });

  test('or that it is not worse, and what would have been seen', () => {
    const comparison = aComparison({ ratio: 1.003, interval: null, verdict: 'unchanged' });
    expect(rendered({ state: 'nothing-to-find' }, [aTried({ comparison })])).toMatchInlineSnapshot(`
      "Nothing to find: fake/good is not worse in aaaaaaaaaa against bbbbbbbbbb: time +0.3 %.
      +7.0 % would have been seen four times out of five. What matters is 5 %.
      1 of 5 commits tried.
      "
    `);
  });

  test('or all that it may be', () => {
    const skipped = aTried({
      revision: 'c'.repeat(40),
      state: 'skipped',
      reason: 'it does not build',
      log: ['no such module'],
      comparison: null,
    });
    const candidates = [bad.revision, skipped.revision];
    expect(rendered({ state: 'narrowed', candidates }, [bad, skipped])).toMatchInlineSnapshot(`
      "First bad commit of fake/good in tiny: one of 2 commits, and the others of them cannot be tried
        bad     aaaaaaaaaa a subject
        skipped cccccccccc a subject
        time +58.2 % (+50.1 to +66.3) against bbbbbbbbbb
        30 connections where there were 2
      Not judged:
        cccccccccc a subject: it does not build
      bisect.json has the last lines of the builds that failed, under log.
      2 of 5 commits tried.
      "
    `);
  });

  test('or why nothing can be said', () => {
    const skipped = aTried({ state: 'skipped', reason: 'it does not build', comparison: null });
    expect(rendered({ state: 'cannot-judge' }, [skipped])).toMatchInlineSnapshot(`
      "Nothing can be found: aaaaaaaaaa against bbbbbbbbbb cannot be judged: it does not build
      1 of 5 commits tried.
      "
    `);
    expect(rendered({ state: 'stopped' }, [bad])).toMatchInlineSnapshot(`
      "Stopped before it was found; the same command goes on with it.
      1 of 5 commits tried.
      "
    `);
  });
});

describe('what verdicts are kept for', () => {
  test('every part of an ask is compared, and named when it differs', () => {
    const others: Ask = {
      good: 'c'.repeat(40),
      prefix: 'sub/',
      variant: 'fake/b',
      scenario: 'other',
      digest: 'e',
      metric: 'cpu',
      threshold: 0.1,
      budget: { seconds: 61, blocks: null },
      seed: 2,
      hostHash: 'another',
      harness: '0.2.0',
    };
    expect(() => requireSameAsk(ASK, { ...ASK, budget: { ...ASK.budget } }, 'DIR')).not.toThrow();
    const said = (Object.keys(others) as (keyof Ask)[]).map((field) => {
      try {
        requireSameAsk(ASK, { ...ASK, [field]: others[field] }, 'DIR');
      } catch (error) {
        return (error as HarnessError).message;
      }
      throw new Error(`${field} is not compared`);
    });
    expect(new Set(said).size).toBe(Object.keys(ASK).length);
  });

  test('a folder has one name for one ask, whatever is in it', () => {
    const { seed: _seed, digest: _digest, ...rest } = ASK;
    const name = folderNameOf(rest, { seed: null, scenario: {} });
    expect(name).toMatch(/^bisect-bbbbbbbbbb-fake-good-tiny-time-[0-9a-f]{8}$/);
    expect(folderNameOf({ ...rest }, { seed: null, scenario: {} })).toBe(name);
    const others = [
      folderNameOf(rest, { seed: 1, scenario: {} }),
      folderNameOf(rest, { seed: null, scenario: { rttMs: 1 } }),
      folderNameOf({ ...rest, hostHash: 'another' }, { seed: null, scenario: {} }),
      folderNameOf({ ...rest, budget: { seconds: 61, blocks: null } }, { seed: null, scenario: {} }),
    ];
    expect(new Set([name, ...others]).size).toBe(5);
    const hostile = folderNameOf({ ...rest, scenario: '../../etc' }, { seed: null, scenario: {} });
    expect(hostile).not.toContain('/');
  });
});

describe('the command line', () => {
  test('has defaults', () => {
    expect(optionsOf('--good', 'a', '--bad', 'b', '--variant', 'x/y')).toEqual({
      good: 'a',
      bad: 'b',
      variant: 'x/y',
      metric: 'time',
      scenario: null,
      budgetS: null,
      blocks: null,
      seed: null,
      config: null,
      workspace: null,
      out: null,
      scratch: null,
      format: 'table',
    });
  });

  test.each([
    [['--bad', 'b', '--variant', 'v'], /needs a commit that is as it should be: --good REF/],
    [['--good', 'a', '--variant', 'v'], /--bad REF/],
    [['--good', 'a', '--bad', 'b'], /--variant BACKEND\/VARIANT/],
    [['--good', '', '--bad', 'b', '--variant', 'v'], /--good takes REF, not an empty word/],
    [['--good', 'a', '--bad', 'b', '--variant', 'v', '--metric', 'speed'], /--metric takes time/],
    [['--good', 'a', '--bad', 'b', '--variant', 'v', '--format', 'csv'], /--format takes table, json/],
    [['--good', 'a', '--bad', 'b', '--variant', 'v', '--budget', '1'], null],
    [['--good', 'a', '--bad', 'b', '--variant', 'v', '--blocks', '0'], /--blocks takes a whole number/],
    [['more'], /unexpected argument/i],
  ])('%j', (args, message) => {
    if (message === null) expect(readBisect(args)).toMatchObject({ state: 'bisect' });
    else expect(() => readBisect(args)).toThrow(message);
  });

  test('of help and version', () => {
    expect(readBisect(['--help'])).toEqual({ state: 'help', command: 'bisect' });
    expect(readBisect(['--version'])).toEqual({ state: 'version' });
  });
});
