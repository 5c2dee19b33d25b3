import type { CheckComparison, CheckReport, ReportedLane } from '@fairfetch/contract';
import { countOf, secondsInWords } from '../report/words.ts';
import { listed, METRIC_WORDS, plain } from './words.ts';

/** What is said of one variant in one scenario. */
export interface Group {
  /** `a/one`, or `a/one in seed` where there are several scenarios. */
  readonly name: string;
  readonly variant: string;
  /** null: of no scenario (conformance). */
  readonly scenario: string | null;
  /** null: nothing was raced. */
  readonly lane: ReportedLane | null;
  /** With a row of their own. */
  readonly rows: readonly CheckComparison[];
  /** Of which there is nothing to tell but that they are the same. */
  readonly folded: readonly CheckComparison[];
}

type Place = Pick<CheckComparison, 'variant' | 'scenario'>;

export function scenariosOf({ lanes }: Pick<CheckReport, 'lanes'>): readonly string[] {
  return [...new Set(lanes.map(({ scenario }) => scenario))];
}

/** `a/one`; with its scenario where that is not clear. */
export function placeName({ variant, scenario }: Place, report: CheckReport): string {
  const isClear = scenario === null || scenariosOf(report).length === 1;
  return plain(isClear ? variant : `${variant} in ${scenario}`);
}

/**
 * Nothing is to be read from its row: it is the same in every run, or every case comes out the same. Runs that all fail
 * are the same as well, and told.
 */
function isFolded({ kind, verdict, doubt, base, candidate, baseAgain }: CheckComparison): boolean {
  if (kind === 'measured') return false;
  if (kind === 'cases') return verdict === 'unchanged';
  // A session that judges nothing has still seen the counts.
  if (verdict !== 'unchanged' && doubt !== 'base-differs-from-itself') return false;
  const counts = new Set([base, candidate, baseAgain].flatMap((each) => [each?.least, each?.most]));
  return counts.size === 1 && !counts.has(undefined) && (kind === 'exact' || counts.has(0));
}

/** Cases belong to no scenario: where there is but one they stand with what was raced in it. */
function homeOf(comparison: CheckComparison, report: CheckReport): Place {
  const [first = null, ...others] = scenariosOf(report);
  const { variant, scenario } = comparison;
  const isRaced = report.lanes.some((lane) => lane.variant === variant);
  return { variant, scenario: scenario ?? (others.length === 0 && isRaced ? first : null) };
}

/** Variant by variant, in the order of the report. */
export function groupsOf(report: CheckReport): readonly Group[] {
  const groups = Map.groupBy(report.comparisons, (comparison) => {
    const { variant, scenario } = homeOf(comparison, report);
    return JSON.stringify([variant, scenario]);
  });
  return [...groups].map(([key, comparisons]) => {
    const [variant, scenario] = JSON.parse(key) as [string, string | null];
    return {
      name: placeName({ variant, scenario }, report),
      variant,
      scenario,
      lane: laneOf({ variant, scenario }, report),
      rows: comparisons.filter((each) => !isFolded(each)),
      folded: comparisons.filter(isFolded),
    };
  });
}

export function laneOf({ variant, scenario }: Place, { lanes }: CheckReport): ReportedLane | null {
  return lanes.find((lane) => lane.variant === variant && lane.scenario === scenario) ?? null;
}

const ENDED_BY: Readonly<Record<ReportedLane['endedBy'], string>> = {
  verdicts: 'until all was decided',
  budget: 'to the end of the budget',
  failures: 'ended because runs failed',
  'base-differs-from-itself': 'ended because the base differs from itself',
  stopped: 'stopped before the end',
};

/** `60 blocks in 1 min 12 s, until all was decided`. */
export function laneInWords({ blocks, seconds, endedBy }: ReportedLane): string {
  return `${countOf(blocks, 'block')} in ${secondsInWords(seconds)}, ${ENDED_BY[endedBy]}`;
}

function foldedInWords({ folded }: Group): string {
  const counts = folded.filter(({ kind }) => kind === 'exact').map(({ metric }) => METRIC_WORDS[metric]);
  return [
    ...(counts.length === 0 ? [] : [`the same in every run: ${listed(counts)}`]),
    ...(folded.some(({ kind }) => kind === 'failures') ? ['no run failed'] : []),
    ...(folded.some(({ kind }) => kind === 'cases') ? ['every conformance case comes out the same'] : []),
  ].join('; ');
}

/** What of base and candidate is the same and has no row, once for all groups of which the same is to be said. */
export function foldedSentences(groups: readonly Group[]): readonly string[] {
  const told = groups.filter(({ folded }) => folded.length > 0);
  return [...Map.groupBy(told, foldedInWords)].map(([words, those]) => {
    const where = those.length === groups.length ? 'everywhere' : those.map(({ name }) => name).join(', ');
    return groups.length === 1 ? words : `${where}: ${words}`;
  });
}
