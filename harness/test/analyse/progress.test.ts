import type { Session, SessionScenario, StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { progressOf, whyEnded } from '../../src/analyse/progress.ts';
import { codesOf, notesOf, only, reportOf, rowOf } from '../support/report-of.ts';
import { failedRun, okRun, session, variant } from '../support/session.ts';
import { simulatedRuns } from '../support/simulated-rows.ts';

const rows = [
  { id: 'a/one', wallMs: 100 },
  { id: 'b/two', wallMs: 150 },
];

function planned(over: Partial<SessionScenario>): { given: Session; scenario: SessionScenario } {
  const given = session({ variants: rows.map(({ id }) => variant(id)), blocks: 60 });
  Object.assign(given.scenarios[0] as SessionScenario, over);
  return { given, scenario: given.scenarios[0] as SessionScenario };
}

const rule = (halfWidth: number) => ({
  precision: { halfWidth, confidence: 0.97, leastBlocks: 10 },
  budgetS: null,
});

/** A run every second, as the wall clock tells. */
function spaced(
  runs: readonly StoredRun[],
  gapsMs: Readonly<Record<number, number>> = {},
): readonly StoredRun[] {
  let atMs = Date.parse('2026-01-02T03:00:00.000Z');
  return runs.map((run, index) => {
    atMs += gapsMs[index] ?? 1000;
    return { ...run, startedAt: new Date(atMs).toISOString() };
  });
}

describe('the time spent', () => {
  const { given, scenario } = planned({});
  const runs = [0, 1, 2, 3].map((block) => okRun('a/one', block, 500));
  const spentMs = (stored: readonly StoredRun[]): number => progressOf(given, scenario, stored).spentMs;

  test('is from the start of the first run to the end of the last', () => {
    expect(spentMs(spaced(runs))).toBe(3500);
  });

  test('holds an interruption for half a minute and not for the night it took', () => {
    expect(spentMs(spaced(runs, { 2: 8 * 3600 * 1000 }))).toBe(1500 + 30_000 + 500 + 500 + 500);
  });

  test('does not go back when the clock does, and needs no clock that can be read', () => {
    expect(spentMs(spaced(runs, { 2: -3_600_000 }))).toBe(500 + 500 + 500 + 500 + 500 + 500);
    expect(spentMs(runs.map((run) => ({ ...run, startedAt: 'yesterday' })))).toBe(2000);
    expect(spentMs([])).toBe(0);
  });

  test('is of the scenario alone', () => {
    expect(spentMs([...runs, okRun('a/one', 1, 9000, { scenario: 'small' })])).toBe(2000);
  });
});

describe('a target of precision', () => {
  const runs = simulatedRuns(rows, 60, 3);
  const until = (blocks: number): readonly StoredRun[] => runs.slice(0, blocks * rows.length);
  const endsAfter = ({ given, scenario }: ReturnType<typeof planned>): number | undefined =>
    Array.from({ length: 61 }, (_, blocks) => blocks).find(
      (blocks) => whyEnded(given, scenario, until(blocks)) !== null,
    );

  test('is reached sooner the wider it is, never before the tenth block, and not at all if it is too narrow', () => {
    const [wide, usual, narrow] = [0.5, 0.02, 0.0001].map((halfWidth) =>
      endsAfter(planned({ stopping: rule(halfWidth) })),
    );
    expect(wide).toBe(10);
    expect(usual).toBeGreaterThan(10);
    expect(usual).toBeLessThan(60);
    expect(narrow).toBe(60);
  });

  test('does not wait for a row that fails more often than not, but for one that fails now and then', () => {
    const { given, scenario } = planned({ stopping: rule(0.2) });
    const [never, sometimes, mostly] = [0, 3, 7].map((ofTen) =>
      until(30).map((run) =>
        run.variant === 'b/two' && run.block % 10 < ofTen ? failedRun('b/two', run.block) : run,
      ),
    );
    expect(progressOf(given, scenario, never ?? []).halfWidths).toEqual([expect.any(Number)]);
    expect(progressOf(given, scenario, sometimes ?? []).halfWidths).toEqual([expect.any(Number)]);
    expect(progressOf(given, scenario, mostly ?? []).halfWidths).toEqual([]);
  });

  test('that was reached is said, with the intervals that pay for it', () => {
    const { given } = planned({ stopping: rule(0.5) });
    const report = reportOf(until(10), given);
    expect(only(report)).toMatchObject({ blocks: 10, ended: 'precision', confidence: 0.97 });
    expect(rowOf(report, 'b/two').ratioToFastest).toMatchObject({ precise: true });
    expect(codesOf(report)).toEqual(['precision-reached', 'stricter-intervals']);
    expect(only(report).notes.map(({ text }) => text)).toEqual([
      'Ended by its rule after 10 blocks: the interval of every ratio reaches 50 % or less to either side.',
      'Intervals are computed at 97 %, so that 95 % of them hold although the race ends where they happen to be narrow.',
    ]);
  });

  test('that a row did not reach is said of that row', () => {
    const { given } = planned({ blocks: 12, stopping: rule(0.0001) });
    const report = reportOf(until(12), given);
    expect(only(report).ended).toBe('blocks');
    expect(rowOf(report, 'b/two').ratioToFastest).toMatchObject({ precise: false });
    expect(rowOf(report, 'a/one').ratioToFastest).toMatchObject({ precise: null, verdict: 'fastest' });
    expect(notesOf(report, 'b/two')).toEqual([
      'Its ratio is not as precise as was asked: the interval should reach no more than 0.01 % to either side.',
    ]);
    expect(notesOf(report, 'a/one')).toEqual([]);
  });
});

describe('a budget', () => {
  test('that is spent ends the scenario, and the report made of its runs says so', () => {
    const { given, scenario } = planned({ stopping: { precision: null, budgetS: 30 } });
    const runs = spaced(simulatedRuns(rows, 14, 1));
    expect(whyEnded(given, scenario, runs)).toBeNull();
    const more = spaced(simulatedRuns(rows, 15, 1));
    expect(whyEnded(given, scenario, more)).toBe('budget');
    const report = reportOf(more, given);
    expect(only(report)).toMatchObject({ blocks: 15, blocksPlanned: 60, ended: 'budget', confidence: 0.95 });
    expect(only(report).notes.map(({ text }) => text)).toEqual([
      'Ended by its rule after 15 of at most 60 blocks: another one would have passed the budget of 30 s.',
    ]);
  });

  test('that is not spent leaves an interrupted scenario interrupted', () => {
    const { given } = planned({ stopping: { precision: null, budgetS: 30 } });
    expect(codesOf(reportOf(spaced(simulatedRuns(rows, 6, 1)), given, false))).toEqual(['interrupted']);
  });
});
