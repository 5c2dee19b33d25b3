import { check, type Report, type ReportRow, type Session, type StoredRun } from '@fairfetch/contract';
import { expect } from 'vitest';
import { analyse } from '../../src/analyse/index.ts';
import { okRuns, session } from './session.ts';

/** Analyses, and holds the report against its schema on the way. */
export function reportOf(runs: readonly StoredRun[], given: Session = session(), complete = true): Report {
  const report = analyse(given, runs, complete);
  expect(check('report', report)).toMatchObject({ state: 'valid' });
  return report;
}

/** Of a report on one scenario. */
export function only(report: Report): Report['scenarios'][number] {
  return report.scenarios[0] as Report['scenarios'][number];
}

export function rowOf(report: Report, id: string): ReportRow {
  const row = only(report).rows.find((each) => each.variant === id);
  if (row === undefined) throw new Error(`no row ${id}`);
  return row;
}

export function notesOf(report: Report, id: string): readonly (string | undefined)[] {
  return rowOf(report, id).notes.map((index) => only(report).notes[index]?.text);
}

export function codesOf(report: Report): readonly string[] {
  return only(report).notes.map(({ code }) => code);
}

/** Counted runs that were ok. Their warm-up took 999 ms, so that it shows where it is counted. */
export function good(id: string, ...wallMs: readonly number[]): readonly StoredRun[] {
  return okRuns(id, [999, ...wallMs]);
}
