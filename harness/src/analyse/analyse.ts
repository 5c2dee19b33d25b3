import type {
  Report,
  ReportRow,
  ReportScenario,
  Session,
  SessionScenario,
  StoredRun,
} from '@fairfetch/contract';
import { expandScenario, idealTimeNs } from '../scenarios/index.ts';
import { entriesOf, wholeBlocks, type Entry } from './entry.ts';
import { numberNotes } from './notes.ts';
import { fastestOf, sortedByTime } from './ranking.ts';
import { remarksOf } from './remarks.ts';
import { rowOf } from './row.ts';
import { scenarioRemarks } from './scenario-remarks.ts';

/** The ideal time, in whole nanoseconds, at a concurrency; null where the model sets no limit or there is no model. */
type IdealAt = (concurrency: number) => number | null;

function idealOf({ seed }: Session, { scenario, urls }: SessionScenario): IdealAt {
  if (scenario === null || urls !== null) return () => null;
  const { files, jobs } = expandScenario(scenario, seed);
  const sizes = jobs.map(({ file }) => files[file]?.bytes ?? 0);
  return (concurrency) => Math.floor(idealTimeNs(scenario, sizes, concurrency)) || null;
}

function concurrencyOf({ variant }: Entry, { concurrency, downloads }: SessionScenario): number {
  return variant?.traits.concurrency === 'unbounded' ? Math.max(1, downloads) : concurrency;
}

function withNotes(row: Omit<ReportRow, 'notes'>, notes: number[]): ReportRow {
  return { ...row, notes };
}

function analyseScenario(
  session: Session,
  scenario: SessionScenario,
  runs: readonly StoredRun[],
  complete: boolean,
): ReportScenario {
  const { concurrency, downloads } = scenario;
  const entries = sortedByTime(entriesOf(session, scenario, runs));
  const fastest = fastestOf(entries);
  const idealAt = idealOf(session, scenario);
  const blocks = wholeBlocks(entries);
  const rows = entries.map((entry) =>
    rowOf(entry, { fastest, idealNs: idealAt(concurrencyOf(entry, scenario)), downloads }),
  );
  const remarks = entries.map((entry, index) => {
    const row = rows[index] as (typeof rows)[number];
    return remarksOf(entry, { row, isFastest: entry === fastest, concurrency, downloads });
  });
  const idealNs = idealAt(concurrency);
  const anyRun = entries.some(({ counted }) => counted.length > 0);
  const general = scenarioRemarks({
    session,
    scenario,
    complete,
    blocks,
    idealNs,
    anyRun,
    mostRuns: rows.reduce((most, { wallNs }) => Math.max(most, wallNs?.n ?? 0), 0),
  });
  const { notes, marks } = numberNotes(remarks, general);
  return {
    scenario: scenario.name,
    title: scenario.title,
    source: scenario.urls === null ? 'origin' : 'urls',
    concurrency,
    downloads,
    bytesTotal: scenario.bytes,
    blocks,
    blocksPlanned: scenario.blocks,
    idealNs,
    rows: rows.map((row, index) => withNotes(row, marks[index] ?? [])),
    notes,
  };
}

/**
 * What the tables say, from the session and its stored runs alone: pure, so that results can be read back, joined and
 * rendered again without a run. `complete` is false for a session that was interrupted.
 */
export function analyse(session: Session, runs: readonly StoredRun[], complete: boolean): Report {
  return {
    kind: 'report',
    format: 1,
    session,
    complete,
    scenarios: session.scenarios.map((scenario) => analyseScenario(session, scenario, runs, complete)),
  };
}
