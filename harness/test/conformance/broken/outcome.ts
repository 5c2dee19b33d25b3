import type { Summary } from '@fairfetch/contract';
import { broken } from './defects.ts';
import { systemWords } from './failure.ts';
import type { Options } from './options.ts';
import { closingLine, PROGRAM, tell, writeWhole, type RecordsFile } from './report.ts';

/** Standard output is gone: exit 3. */
export class OutputError extends Error {
  constructor(cause: unknown) {
    super(`cannot write to standard output: ${systemWords(cause)}`, { cause });
  }
}

/**
 * Tells how the run went.
 * @param stopped the exit code of a signal, if there was one
 * @returns the exit code
 */
export function finish(
  summary: Summary,
  options: Options,
  records: RecordsFile | undefined,
  stopped: number | undefined,
): number {
  if (options.json) printSummary(summary, stopped !== undefined);
  else if (broken('talks-without-json')) print(`${closingLine(summary)}\n`);
  else if (!options.quiet || broken('quiet-ignored')) tell(closingLine(summary));
  if (options.json && broken('stdout-mixed')) print(`${closingLine(summary)}\n`);
  records?.close();
  if (stopped !== undefined) return stopped;
  if (records?.failure !== undefined) {
    tell(`${PROGRAM.name}: cannot write the records to ${options.records}: ${systemWords(records.failure)}`);
    return 3;
  }
  if (summary.downloads.total === 0 && broken('empty-input-is-wrong')) return 2;
  return summary.downloads.failed > 0 && !broken('exit-0-on-failures') ? 1 : 0;
}

function printSummary(summary: Summary, isStopped: boolean): void {
  if (summary.downloads.failed > 0 && broken('no-summary-on-failure')) return;
  if (isStopped && broken('no-summary-after-signal')) return;
  print(`${JSON.stringify(summary)}\n`);
}

/** @throws OutputError */
export function print(text: string): void {
  try {
    writeWhole(1, text);
  } catch (error) {
    if (broken('traceback-on-closed-stdout')) throw error;
    if (!broken('stdout-failure-ignored')) throw new OutputError(error);
  }
}
