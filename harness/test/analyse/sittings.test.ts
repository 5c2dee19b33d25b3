import type { Session, StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { isComplete } from '../../src/analyse/index.ts';
import { only, reportOf } from '../support/report-of.ts';
import { plannedRuns, plannedSession } from '../support/results.ts';
import { sitting } from '../support/session.ts';

function notes(session: Session, runs: readonly StoredRun[]): readonly string[] {
  const about = new Set(['shard', 'joined', 'resumed']);
  return only(reportOf(runs, session)).notes.flatMap(({ code, text }) => (about.has(code) ? [text] : []));
}

/** The runs from `from` on were made in the second sitting. */
function goneOn(from: number): readonly [Session, readonly StoredRun[]] {
  const first = plannedSession({ blocks: 6 });
  const session: Session = { ...first, sittings: [sitting(), sitting({ id: 'second' })] };
  const runs = plannedRuns(session).map((run, index) =>
    index < from ? run : Object.assign({}, run, { sitting: 'second' }),
  );
  return [session, runs];
}

describe('by whom the runs were made', () => {
  test('in one sitting there is nothing to say', () => {
    const session = plannedSession();
    expect(notes(session, plannedRuns(session))).toEqual([]);
  });

  test('gone on with between two blocks', () => {
    expect(notes(...goneOn(4))).toEqual([
      'Interrupted and gone on with once; no block that counts was parted by it.',
    ]);
  });

  test('gone on with within a block: its pairs are not of one moment', () => {
    expect(notes(...goneOn(7))).toEqual([
      'Interrupted and gone on with once; of block 3 a part was run before and a part after, so its pairs span the time between.',
    ]);
  });

  test('a sitting that was killed before its first run counts for nothing', () => {
    expect(notes(...goneOn(99))).toEqual([]);
  });

  test('a shard says so, and is measured by its own blocks', () => {
    const session = plannedSession({ blocks: 5, shard: { index: 2, of: 2 } });
    const runs = plannedRuns(session);
    expect(notes(session, runs)).toEqual([
      'This is shard 2 of 2 of a plan of 5 counted blocks: `fairfetch merge` joins them.',
    ]);
    const report = reportOf(runs, session, isComplete(session, runs));
    expect(report.complete).toBe(true);
    expect(only(report)).toMatchObject({ blocks: 2, blocksPlanned: 2, ended: 'blocks' });
  });

  test.each([
    ['c0ffee', 'Joined from 2 shards, all run on one machine.'],
    ['beef', /^Joined from 2 shards, run on 2 machines of one kind: every ratio is of pairs made within one/],
  ])('shards of %s, joined', (hostHash, text) => {
    const parts = [{ shard: { index: 1, of: 2 } }, { shard: { index: 2, of: 2 }, sitting: { hostHash } }].map(
      (each) => plannedSession({ blocks: 5, ...each }),
    );
    const runs = parts.flatMap(plannedRuns);
    const [first, second] = parts as [Session, Session];
    const session: Session = { ...first, sittings: [...first.sittings, ...second.sittings] };
    expect(notes(session, runs)).toEqual([expect.stringMatching(text) as string]);
  });
});

describe('isComplete', () => {
  test('every run of the plan, and not one less', () => {
    const session = plannedSession();
    const runs = plannedRuns(session);
    expect(isComplete(session, runs)).toBe(true);
    expect(isComplete(session, runs.slice(0, -1))).toBe(false);
    expect(isComplete(session, [])).toBe(false);
  });

  test('a ceiling that was to be the last of its block belongs to it', () => {
    const session = plannedSession();
    const runs = plannedRuns(session);
    session.order[0]?.at(-1)?.push('ceiling/net');
    expect(isComplete(session, runs)).toBe(false);
  });

  test('a rule that has ended it has', () => {
    const planned = plannedSession({ blocks: 40 });
    const [scenario] = planned.scenarios;
    const stopping = { precision: null, budgetS: 0.001 };
    const session = { ...planned, scenarios: [Object.assign({}, scenario, { stopping })] };
    const runs = plannedRuns(planned);
    expect(isComplete(session, runs.slice(0, 2))).toBe(false);
    expect(isComplete(session, runs.slice(0, 4))).toBe(true);
    // A block that was begun is ended.
    expect(isComplete(session, runs.slice(0, 5))).toBe(false);
  });
});
