import { quantile } from '../src/analyse/distribution.ts';
import { createRandom } from '../src/random.ts';
import { logRatiosOf, simulateSession, sourceOf, type NoiseModel, type Source } from './noise.ts';

export interface StudyOptions {
  readonly seed: number;
  /** Simulated sessions for each figure. */
  readonly sessions: number;
}

/** Counted blocks of the sessions that are simulated: from the fewest that have an interval to a long evening's. */
export const BLOCK_COUNTS = [5, 8, 10, 15, 20, 40] as const;

/** Rows of a session: about as many as the workspace has variants. */
export const ROWS = 10;

/** A stream of its own for each figure, so that none depends on which others are made. */
export function sourceFor(seed: number, ...label: readonly (string | number)[]): Source {
  return sourceOf(createRandom(seed, `coverage ${label.join(' ')}`));
}

export interface Truth {
  /** Median of the log of the time of row 0, over the whole session. */
  readonly logTime: number;
  /** Median of the log ratio of row 1 to row 0 in a block. */
  readonly logRatio: number;
}

const SESSIONS = 2000;
const BLOCKS = 50;

/** What the intervals are to hold, from 100,000 blocks: its own error is a fortieth of an interval's width at 40 blocks. */
export function truthOf(model: NoiseModel, seed: number): Truth {
  const truth = known.get(model) ?? simulatedTruth(model, seed);
  known.set(model, truth);
  return truth;
}

/** Of one seed: a benchmark has no other. */
const known = new Map<NoiseModel, Truth>();

function middle(values: readonly number[]): number {
  return quantile(
    values.toSorted((left, right) => left - right),
    0.5,
  );
}

function simulatedTruth(model: NoiseModel, seed: number): Truth {
  const source = sourceFor(seed, 'truth', model.name);
  const equal = Array.from({ length: ROWS }, () => 0);
  const sessions = Array.from({ length: SESSIONS }, () => simulateSession(model, BLOCKS, equal, source));
  return {
    logTime: middle(sessions.flatMap((times) => times[0] ?? [])),
    logRatio: middle(sessions.flatMap((times) => logRatiosOf(times, 1, 0))),
  };
}

/** Log medians under which all rows are equally fast in the middle, although every second one has another kind of noise. */
export function levelled(logMedians: readonly number[], { logRatio }: Truth): readonly number[] {
  return logMedians.map((each, row) => (row % 2 === 0 ? each : each - logRatio));
}
