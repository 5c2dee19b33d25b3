import type { Phases, StoredRun } from '@fairfetch/contract';

/** A run that stands for its row. */
export interface Typical {
  readonly block: number;
  readonly phases: Phases;
}

/**
 * Of a row's runs that were ok the one with the median time; of an even number the faster of the two in the middle. Its
 * parts add up, as medians of the parts would not, and it can be looked up. Null where no run has them.
 */
export function typicalRun(runs: readonly StoredRun[]): Typical | null {
  const told = runs
    .flatMap(({ block, process, phases }) =>
      process && phases ? [{ block, phases, wallNs: process.wallNs }] : [],
    )
    .toSorted((left, right) => left.wallNs - right.wallNs || left.block - right.block);
  const found = told[Math.floor((told.length - 1) / 2)];
  return found === undefined ? null : { block: found.block, phases: found.phases };
}
