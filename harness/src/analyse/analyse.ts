import type {
  Note,
  Report,
  ReportRow,
  ReportScenario,
  RowLimit,
  ScenarioCeilings,
  Session,
  SessionScenario,
  StoredRun,
} from '@fairfetch/contract';
import { limitOf, limitsOf } from '../headroom/limits.ts';
import { scenarioHere } from '../planned.ts';
import { expandScenario, idealTimeNs } from '../scenarios/index.ts';
import { beatenRemarks, ceilingRemarks, ceilingsOf } from './ceilings.ts';
import { comparisonsOf, lettersOf } from './comparisons.ts';
import { detectableRemarks } from './detectable-remarks.ts';
import { entriesOf, wholeBlocks, type Entry } from './entry.ts';
import { PRACTICAL_RATIO } from './judge.ts';
import { numberNotes, type NumberedNotes } from './notes.ts';
import { confidenceOf, whyEnded } from './progress.ts';
import { fastestOf, sortedByTime } from './ranking.ts';
import { remarksOf } from './remarks.ts';
import { rowOf, wallOf } from './row.ts';
import { scenarioRemarks } from './scenario-remarks.ts';
import { sittingRemarks } from './sitting-remarks.ts';
import { timeRemarks } from './time-remarks.ts';

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

/** One scenario on its way to the report. */
interface Scene {
  readonly session: Session;
  readonly scenario: SessionScenario;
  readonly complete: boolean;
  /** Sorted by time. */
  readonly entries: readonly Entry[];
  readonly fastest: Entry | null;
  readonly ended: ReportScenario['ended'];
  readonly idealAt: IdealAt;
  readonly ceilings: ScenarioCeilings;
  /** By the name of the row; one without a limit is not in it. */
  readonly limits: ReadonlyMap<string, RowLimit>;
}

type Row = Omit<ReportRow, 'notes'>;

function withNotes(row: Row, notes: number[]): ReportRow {
  return { ...row, notes };
}

function rowsOf(
  { scenario, entries, fastest, idealAt, limits }: Scene,
  comparisons: ReportScenario['comparisons'],
): readonly Row[] {
  const shared = {
    fastest,
    comparisons,
    downloads: scenario.downloads,
    bytesTotal: scenario.bytes,
    confidence: confidenceOf(scenario),
    targetHalfWidth: scenario.stopping?.precision?.halfWidth ?? null,
    letters: lettersOf(entries, comparisons, new Set(limits.keys())),
    limits,
  };
  return entries.map((entry) =>
    rowOf(entry, { ...shared, idealNs: idealAt(concurrencyOf(entry, scenario)) }),
  );
}

/** Of the entries, which are sorted by time. */
const leastTimeOf = ([first]: readonly Entry[]): number | null => (first && wallOf(first)?.median) ?? null;

function limitsByRow(
  entries: readonly Entry[],
  ceilings: ScenarioCeilings,
  idealNs: number | null,
): Scene['limits'] {
  const limits = limitsOf(ceilings, idealNs, leastTimeOf(entries));
  return new Map(
    entries.flatMap((entry) => {
      const limit = limitOf({ wallNs: wallOf(entry) }, limits);
      return limit === null ? [] : [[entry.id, limit] as const];
    }),
  );
}

function notesOf(scene: Scene, rows: readonly Row[], more: readonly Note[]): NumberedNotes {
  const { session, scenario, complete, entries, fastest, ended, idealAt } = scene;
  const { concurrency, downloads } = scenario;
  const mostRuns = rows.reduce((most, { wallNs }) => Math.max(most, wallNs?.n ?? 0), 0);
  const targetHalfWidth = scenario.stopping?.precision?.halfWidth ?? null;
  const remarks = entries.map((entry, index) =>
    remarksOf(entry, { row: rows[index] as Row, fastest, mostRuns, targetHalfWidth, concurrency, downloads }),
  );
  const general = scenarioRemarks({
    session,
    scenario,
    complete,
    ended,
    mostRuns,
    blocks: wholeBlocks(entries),
    idealNs: idealAt(concurrency),
    anyRun: entries.some(({ counted }) => counted.length > 0),
  });
  return numberNotes(remarks, [...timeRemarks(rows), ...general, ...more]);
}

function analyseScenario(
  session: Session,
  scenario: SessionScenario,
  runs: readonly StoredRun[],
  complete: boolean,
): ReportScenario {
  const entries = sortedByTime(entriesOf(session, scenario, runs));
  const idealAt = idealOf(session, scenario);
  const ended: Scene['ended'] = whyEnded(session, scenario, runs) ?? 'interrupted';
  const confidence = confidenceOf(scenario);
  const idealNs = idealAt(scenario.concurrency);
  const ceilings = ceilingsOf(runs, scenario, confidence);
  const limits = limitsByRow(entries, ceilings, idealNs);
  const fastest = fastestOf(entries);
  const scene = { session, scenario, complete, entries, fastest, ended, idealAt, ceilings, limits };
  const comparisons = [...comparisonsOf(entries, confidence, new Set(limits.keys()))];
  const rows = rowsOf(scene, comparisons);
  const { notes, marks } = notesOf(scene, rows, [
    ...detectableRemarks(comparisons),
    ...ceilingRemarks(runs, scenario, ceilings),
    ...beatenRemarks(ceilings, leastTimeOf(entries)),
    ...sittingRemarks(session, scenario, runs),
  ]);
  return {
    scenario: scenario.name,
    title: scenario.title,
    source: scenario.urls === null ? 'origin' : 'urls',
    concurrency: scenario.concurrency,
    downloads: scenario.downloads,
    bytesTotal: scenario.bytes,
    blocks: wholeBlocks(entries),
    blocksPlanned: scenario.blocks,
    ended,
    idealNs,
    ceilings,
    confidence,
    practicalRatio: PRACTICAL_RATIO,
    rows: rows.map((row, index) => withNotes(row, marks[index] ?? [])),
    comparisons,
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
    format: 3,
    session,
    complete,
    scenarios: session.scenarios.map((scenario) =>
      analyseScenario(session, scenarioHere(session, scenario), runs, complete),
    ),
  };
}
