import { LEVEL } from '../../src/gate/gate.ts';
import { failsMore, failuresPValue, NO_FAILURES, withBlock } from '../../src/gate/failures.ts';
import type { Random } from '../../src/random.ts';
import type { Rate } from '../rates.ts';
import type { StudyOptions } from '../study.ts';
import { markdownTable } from '../table.ts';
import { sourceFor } from './simulate.ts';

/** Chances with which a run of the candidate, and one of either copy of the base, fails. */
export interface FailureRates {
  readonly candidate: number;
  readonly base: number;
}

const FAILURE_RATES: readonly FailureRates[] = [
  { candidate: 1, base: 0 },
  { candidate: 0.3, base: 0 },
  { candidate: 0.1, base: 0 },
  { candidate: 0.05, base: 0 },
  { candidate: 0.3, base: 0.05 },
  { candidate: 0.2, base: 0.05 },
  { candidate: 1, base: 0.5 },
];

/** Of a session, for the level that is asked of the first. */
const FAILURE_COMPARISONS = 40;

const MOST_BLOCKS = 300;

/** Blocks of a minute. */
const SOON = 100;

export interface FailureRecord extends FailureRates {
  /** Infinity: the candidate was not found in most comparisons. */
  readonly medianBlocks: number;
  readonly foundSoon: Rate;
  /** Comparisons in which it was said to fail more often though it fails less, or less though it fails more. */
  readonly wrongWay: number;
}

/** The block after which the candidate was told from the base; below 0: the wrong way; Infinity: it was not. */
function toldAt({ candidate, base }: FailureRates, { unit }: Random): number {
  let failures = NO_FAILURES;
  for (let block = 1; block <= MOST_BLOCKS; block += 1) {
    failures = withBlock(failures, unit() < candidate, [unit() < base, unit() < base]);
    if (failuresPValue(failures) <= LEVEL / FAILURE_COMPARISONS)
      return failsMore(failures) === candidate > base ? block : -block;
  }
  return Infinity;
}

/** How soon a candidate that fails more often, or less, is found, judged after every block as one of 40 comparisons. */
export function failureStudy(rates: FailureRates, { seed, sessions }: StudyOptions): FailureRecord {
  const { random } = sourceFor(seed, 'failures', rates.candidate, rates.base);
  const told = Array.from({ length: sessions }, () => toldAt(rates, random));
  const found = told.filter((block) => block > 0).toSorted((left, right) => left - right);
  return {
    ...rates,
    medianBlocks: found[sessions >>> 1] ?? Infinity,
    foundSoon: { seen: found.filter((block) => block <= SOON).length, of: sessions },
    wrongWay: sessions - found.length,
  };
}

export const failureStudies = (options: StudyOptions): readonly FailureRecord[] =>
  FAILURE_RATES.map((rates) => failureStudy(rates, options));

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Markdown. */
export function failureTable(records: readonly FailureRecord[]): string {
  return markdownTable(
    ['candidate fails', 'base fails', 'blocks until found', `found within ${SOON}`],
    records.map(({ candidate, base, medianBlocks, foundSoon: { seen, of } }) => [
      percent(candidate),
      percent(base),
      String(medianBlocks),
      percent(seen / of),
    ]),
  );
}
