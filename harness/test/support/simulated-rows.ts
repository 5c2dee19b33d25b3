import type { Report, StoredRun } from '@fairfetch/contract';
import { createRandom } from '../../src/random.ts';
import { normalOf } from './normal.ts';
import { reportOf } from './report-of.ts';
import { okRun, session, variant } from './session.ts';

export interface SimulatedRow {
  readonly id: string;
  readonly wallMs: number;
  /** Standard deviation of the log of a run's time, besides what the whole block shares. */
  readonly noise?: number;
}

/** Counted runs of rows whose times are known, with log-normal noise and blocks of which some are slow for everybody. */
export function simulatedRuns(
  rows: readonly SimulatedRow[],
  blocks: number,
  seed: number,
): readonly StoredRun[] {
  const normal = normalOf(createRandom(seed, 'simulated rows'));
  return Array.from({ length: blocks }, (_, index) => {
    const ofBlock = 0.2 * normal();
    return rows.map(({ id, wallMs, noise = 0.03 }) =>
      okRun(id, index + 1, wallMs * Math.exp(ofBlock + noise * normal())),
    );
  }).flat();
}

/** The report on such rows, and on runs that were changed on the way. */
export function simulatedReport(
  rows: readonly SimulatedRow[],
  blocks: number,
  { seed = 1, change = (runs) => runs }: { seed?: number; change?: Change } = {},
): Report {
  const given = session({ variants: rows.map(({ id }) => variant(id)), blocks });
  return reportOf(change(simulatedRuns(rows, blocks, seed)), given);
}

type Change = (runs: readonly StoredRun[]) => readonly StoredRun[];
