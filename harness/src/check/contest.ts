import type { CheckSession, CheckSide, Skipped } from '@fairfetch/contract';
import type { Backends } from '../backends/index.ts';
import type { Arms } from './lanes.ts';
import type { Pair } from './conformance.ts';

/** What a session compares: two sides, and every program of them that can be raced. */
export interface Contest {
  readonly mode: CheckSession['mode'];
  readonly base: CheckSide;
  readonly candidate: CheckSide;
  /** By the id of the variant, in the order of the table. */
  readonly arms: ReadonlyMap<string, Arms>;
  /** Those of them that speak the contract, for its cases; none where no cases are to be run. */
  readonly pairs: readonly Pair[];
  readonly onlyBase: readonly string[];
  readonly onlyCandidate: readonly string[];
  readonly unaffected: readonly string[];
  readonly skipped: readonly Skipped[];
  /** What the needs of the backends printed. */
  readonly tools: Backends['tools'];
}

/** A contest of nobody: what has no revisions says its sides and arms over it. */
export const NOBODY: Omit<Contest, 'mode' | 'base' | 'candidate'> = {
  arms: new Map<string, Arms>(),
  pairs: [],
  onlyBase: [],
  onlyCandidate: [],
  unaffected: [],
  skipped: [],
  tools: {},
};
