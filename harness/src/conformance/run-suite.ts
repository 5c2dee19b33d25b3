import { join } from 'node:path';
import { sideBySide } from '../trials/side-by-side.ts';
import type { Keeper } from './keep.ts';
import type { Cell } from './plan.ts';
import { runCase, type CaseOutcome, type Stage } from './run-case.ts';

/** How a cell went. */
export interface CellResult {
  readonly cell: Cell;
  readonly outcome: CaseOutcome;
  /** Where its files are, below the results folder; null: they were not kept. */
  readonly kept: string | null;
}

export interface SuiteRooms {
  readonly stage: Stage;
  readonly keeper: Keeper;
  /** For cases in progress. */
  readonly scratch: string;
  /** How many cases at a time. */
  readonly jobs: number;
  /** Told of each cell that is done. */
  readonly done: (result: CellResult) => void;
}

/** Runs all cells, so many at a time. Those that were cut short by the user are not among the results. */
export async function runSuite(
  cells: readonly Cell[],
  { stage, keeper, scratch, jobs, done }: SuiteRooms,
): Promise<readonly CellResult[]> {
  const results = await sideBySide(cells, jobs, async (cell, index): Promise<CellResult | null> => {
    if (stage.signal.aborted) return null;
    const folder = join(scratch, `case-${index}`);
    const outcome = await runCase(cell.suiteCase, cell.variant, stage, folder);
    if (outcome === null) return null;
    const kept =
      outcome.state === 'failed' ? await keeper.keep(folder, cell.variant.id, cell.suiteCase.id) : null;
    const result = { cell, outcome, kept };
    done(result);
    return result;
  });
  return results.filter((result) => result !== null);
}
