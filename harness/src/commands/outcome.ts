import { constants } from 'node:os';
import type { Report } from '@fairfetch/contract';
import { analyse, isComplete } from '../analyse/index.ts';
import type { ColumnGroup, Format } from '../option-table.ts';
import { glyphsFor, renderCsv, renderJson, renderMarkdown, renderTable } from '../report/index.ts';
import { writeReport, type Store, type Stored } from '../store/index.ts';
import { columnsOf, takesEscapes } from '../terminal.ts';
import type { World } from '../world.ts';
import type { Grounds } from './grounds.ts';
import { raceAll, type Task } from './race-loop.ts';

/** How results are shown on stdout. */
export interface Shown {
  readonly format: Format;
  readonly columns: ColumnGroup | null;
}

/** What the stored runs say, by themselves. */
export function reportOf({ session, runs }: Stored): Report {
  return analyse(session, runs, isComplete(session, runs));
}

export function rendered(report: Report, { format, columns }: Shown, { stdout, env }: World): string {
  switch (format) {
    case 'table':
      return renderTable(report, {
        columns: columnsOf(stdout, 100),
        colour: takesEscapes(stdout, env) && !env['NO_COLOR'],
        glyphs: glyphsFor(env),
        withTime: columns === 'time',
      });
    case 'json':
      return renderJson(report);
    case 'csv':
      return renderCsv(report);
    case 'markdown':
      return renderMarkdown(report);
    default:
      return format satisfies never;
  }
}

/** Beside the runs it was made from. */
export async function writeReports(folder: string, report: Report): Promise<void> {
  await writeReport(folder, 'report.json', renderJson(report));
  await writeReport(folder, 'report.csv', renderCsv(report));
  await writeReport(folder, 'report.md', renderMarkdown(report));
}

/** What this machine lacks is named in the table and no failure; a run that went wrong is one. */
export function exitCode(report: Report): number {
  const rows = report.scenarios.flatMap((scenario) => scenario.rows);
  return rows.some(({ state }) => state === 'failed' || state === 'partial') ? 1 : 0;
}

/** Runs what is left of the plan, and shows and keeps what came of it. Gives the exit code. */
export async function raceToTheEnd(
  task: Task,
  { live, scratch, executor }: Grounds,
  store: Store,
  shown: Shown,
  world: World,
): Promise<number> {
  const { signal, now } = world;
  const broken = await raceAll(task, { executor, scratch, store, live, signal, now }).then(
    () => null,
    (error: unknown) => error,
  );
  live.close();
  const report = reportOf(await store.readBack());
  if (broken === null) await writeReports(store.folder, report);
  world.stdout.write(rendered(report, shown, world));
  // What was measured before the trouble is shown first, then the trouble.
  if (broken !== null) throw broken;
  world.stderr.write(`Full results: ${store.folder}\n`);
  if (!report.complete) world.stderr.write(`To go on with it: fairfetch compare --resume ${store.folder}\n`);
  return signal.aborted ? signalExitCode(signal) : exitCode(report);
}

function signalExitCode(signal: AbortSignal): number {
  return 128 + constants.signals[signal.reason as NodeJS.Signals];
}
