import type { StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { ceilingRuns, failedCeilingRuns } from '../support/ceiling-runs.ts';
import { codesOf, notesOf, only, reportOf, rowOf } from '../support/report-of.ts';
import { okRuns, session, urlSession, variant } from '../support/session.ts';

const VARIANTS = [variant('a/fast'), variant('b/near'), variant('c/far')];

/** On loopback, unless said otherwise, where nothing but the ceilings sets a limit. */
function given(scenario = 'small') {
  return session({ variants: VARIANTS, scenarios: [scenario], blocks: 8 });
}

/** Eight counted runs around a time, the same spread in another order for each row. */
function rows(scenario = 'small'): readonly StoredRun[] {
  const spread = [0.99, 1.02, 1, 0.98, 1.01, 1.03, 0.97, 1];
  const around = (ms: number, from: number): readonly number[] =>
    [9.99, ...spread.slice(from), ...spread.slice(0, from)].map((factor) => ms * factor);
  const times = [around(100, 0), around(115, 3), around(200, 6)];
  return VARIANTS.flatMap(({ id }, index) => okRuns(id, times[index] ?? [], { scenario }));
}

const inScenario = (runs: readonly StoredRun[], scenario = 'small'): readonly StoredRun[] =>
  runs.map((run) => Object.assign(run, { scenario }));

const lettersOf = (report: ReturnType<typeof reportOf>): readonly string[] =>
  only(report).rows.map(({ variant: id, groups }) => `${id} ${groups?.join('')}`);

describe('ceilings', () => {
  test('none measured: nothing is limited and nothing is said', () => {
    const report = reportOf(rows(), given());
    expect(only(report).ceilings).toEqual({ net: null, disk: null, both: null, originCpuShare: null });
    expect(lettersOf(report)).toEqual(['a/fast a', 'b/near b', 'c/far c']);
    expect(codesOf(report).filter((code) => /limited|ceiling/.test(code))).toEqual([]);
  });

  test('rows near one share a letter, a row further off keeps its own', () => {
    const net = inScenario(ceilingRuns('net', [999, 93, 95, 94]));
    const report = reportOf([...rows(), ...net], given());
    expect(only(report).ceilings).toMatchObject({
      net: { median: 94e6, n: 3 },
      disk: null,
      originCpuShare: { median: 0.8, n: 3 },
    });
    expect(lettersOf(report)).toEqual(['a/fast a', 'b/near a', 'c/far b']);
    expect(rowOf(report, 'a/fast').limit).toEqual({ by: 'origin', share: expect.closeTo(0.94, 6) as number });
    expect(rowOf(report, 'b/near').limit?.by).toBe('origin');
    expect(rowOf(report, 'c/far').limit).toBeNull();
    const [note] = notesOf(report, 'b/near');
    expect(note).toMatch(
      /^Origin-limited: fetching alone, with nothing stored, takes at least 80 % of this row's time/,
    );
    expect(notesOf(report, 'a/fast')).toContain(note);
    expect(notesOf(report, 'c/far')).not.toContain(note);
  });

  test('one limited by the origin and one by the disk are not ranked either', () => {
    const net = inScenario(ceilingRuns('net', [0, 81, 81, 81]));
    const disk = inScenario(ceilingRuns('disk', [0, 110, 110, 110]));
    const report = reportOf([...rows(), ...net, ...disk], given());
    expect(only(report).rows.map(({ limit }) => limit?.by ?? null)).toEqual(['disk', 'disk', null]);
    const less = inScenario(ceilingRuns('disk', [0, 79, 79, 79]));
    const one = reportOf([...rows(), ...net, ...less], given());
    expect(only(one).rows.map(({ limit }) => limit?.by ?? null)).toEqual(['origin', null, null]);
    expect(lettersOf(one)).toEqual(['a/fast a', 'b/near b', 'c/far c']);
  });

  test('one limited by both at once is marked, and where a row shows that more can be done none is', () => {
    const both = inScenario(ceilingRuns('both', [0, 90, 90, 90]));
    const report = reportOf([...rows(), ...both], given());
    expect(only(report).ceilings.both?.median).toBe(90e6);
    expect(rowOf(report, 'a/fast').limit).toMatchObject({ by: 'both' });
    expect(only(report).notes.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^Limited by origin and disk at once: .* takes at least 80 % of this row's time/),
    );
    const slow = inScenario(ceilingRuns('both', [0, 200, 200, 200]));
    const beaten = reportOf([...rows(), ...slow], given());
    expect(only(beaten).rows.map(({ limit }) => limit)).toEqual([null, null, null]);
    expect(only(beaten).notes.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^What limits fetching and storing at once is not known/),
    );
  });

  test('where all rows are limited, all share a letter', () => {
    const disk = inScenario(ceilingRuns('disk', [0, 190, 190, 190]));
    expect(lettersOf(reportOf([...rows(), ...disk], given()))).toEqual(['a/fast a', 'b/near a', 'c/far a']);
    const few = rows().filter(({ block }) => block < 3);
    expect(lettersOf(reportOf([...few, ...disk], given()))).toEqual(['a/fast a', 'b/near a', 'c/far a']);
  });

  test('where the network sets the ideal time only the disk limits', () => {
    const runs = ['net', 'disk'].flatMap((of) =>
      inScenario(ceilingRuns(of as 'net' | 'disk', [0, 99, 99, 99]), 'seed'),
    );
    const report = reportOf([...rows('seed'), ...runs], given('seed'));
    expect(only(report).ceilings.net?.median).toBe(99e6);
    expect(rowOf(report, 'a/fast').limit?.by).toBe('disk');
    const net = reportOf([...rows('seed'), ...runs.slice(0, 4)], given('seed'));
    expect(only(net).rows.map(({ limit }) => limit)).toEqual([null, null, null]);
  });

  test('the warm-up and other scenarios are not counted', () => {
    const report = reportOf(
      [...rows(), ...inScenario(ceilingRuns('net', [99])), ...ceilingRuns('net', [0, 99])],
      given(),
    );
    expect(only(report).ceilings.net).toBeNull();
  });

  test('one that failed is said with its reason, and limits nothing', () => {
    const failed = inScenario(failedCeilingRuns('net', [0, 1, 3]));
    const report = reportOf([...rows(), ...failed], given());
    expect(only(report).ceilings.net).toBeNull();
    expect(only(report).notes).toContainEqual({
      code: 'no-ceiling',
      text: 'How fast the origin can serve all of this is not known: exited with code 1: no such thing.',
    });
    const some = reportOf([...rows(), ...failed, ...inScenario(ceilingRuns('net', [0, 0, 50]))], given());
    expect(codesOf(some)).not.toContain('no-ceiling');
  });

  test('a list of your own has none', () => {
    const report = reportOf([], urlSession({ variants: VARIANTS }));
    expect(only(report).ceilings).toEqual({ net: null, disk: null, both: null, originCpuShare: null });
  });
});
