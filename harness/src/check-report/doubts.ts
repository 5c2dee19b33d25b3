import type { CheckComparison, CheckReport } from '@fairfetch/contract';
import { countOf } from '../report/words.ts';
import { casesOf, shownOf } from './figures.ts';
import { laneOf, placeName } from './groups.ts';
import type { Signs } from './signs.ts';
import { changesText, changeText, listed, METRIC_WORDS, plain, pText, thresholdText } from './words.ts';

export type Doubt = NonNullable<CheckComparison['doubt']>;

/** For a cell of the table. */
export const DOUBT_WORDS: Readonly<Record<Doubt, string>> = {
  imprecise: 'imprecise',
  'few-blocks': 'few blocks',
  'counts-vary': 'counts vary',
  'base-differs-from-itself': 'base unsteady',
  unsteady: 'cases unsteady',
};

/** Comparisons of a lane that spent its budget, and of which more blocks would tell more. */
export function moreBlocksTell(comparison: CheckComparison): boolean {
  return comparison.doubt === 'imprecise' || comparison.doubt === 'few-blocks';
}

/** A guess from this much noise does not reach further. */
const MOST_TIMES = 10;
const WITHOUT_A_GUESS = 2;

/**
 * How many times the budget would about decide it; null: more than that can be guessed. Intervals shrink with the root
 * of the count of blocks: until they fit between estimate and threshold, or until the estimate is one that is seen.
 */
export function timesTheBudget({
  ratio,
  threshold,
  interval,
  detectableRatio,
}: CheckComparison): number | null {
  if (ratio === null || threshold === null || interval === null) return WITHOUT_A_GUESS;
  const [change, matters] = [Math.abs(Math.log(ratio)), Math.log1p(threshold)];
  const halfWidth = Math.log(interval.high / interval.low) / 2;
  const within = halfWidth / Math.abs(matters - change);
  const beyond = detectableRatio === null ? within : Math.log(detectableRatio) / change;
  const times = Math.max(WITHOUT_A_GUESS, Math.ceil((change < matters ? within : beyond) ** 2));
  return times <= MOST_TIMES ? times : null;
}

function whyImprecise(comparison: CheckComparison, report: CheckReport, signs: Signs): string {
  const { interval, ratio, holmPValue } = comparison;
  if (interval === null || ratio === null) return 'there is no interval yet';
  const matters = 1 + (comparison.threshold ?? 0);
  const isAcross = [matters, 1 / matters].some((edge) => interval.low < edge && edge < interval.high);
  const isBeyond = ratio >= matters || ratio <= 1 / matters;
  return [
    `measured as ${changeText(ratio, signs)}`,
    `with anything from ${changesText(interval, signs)} % possible`,
    ...(isAcross ? [`which is both within and beyond ${thresholdText(comparison)}`] : []),
    ...(isBeyond && holmPValue !== null && holmPValue > report.level
      ? [`and p ${pText(holmPValue)} does not rule out chance`]
      : []),
  ].join(', ');
}

function whyFewBlocks({ blocks }: CheckComparison): string {
  if (blocks === 0) return 'in no block were all three runs measured';
  return `${countOf(blocks, 'block')} in which all three runs were measured ${blocks === 1 ? 'is' : 'are'} too few to tell`;
}

/** What ended a lane that spent all it had. */
export function limitOf(comparison: CheckComparison, report: CheckReport): '--blocks' | '--budget' {
  const { blocks } = report.budget;
  const raced = laneOf(comparison, report)?.blocks ?? 0;
  return blocks !== null && raced >= blocks ? '--blocks' : '--budget';
}

/** What would decide it; each a whole sentence. */
function whatDecides(comparison: CheckComparison, report: CheckReport): string {
  const lane = laneOf(comparison, report);
  if (lane?.endedBy === 'stopped') return 'It was stopped: let it run to its end.';
  if (lane?.endedBy === 'failures') return 'Runs failed: mend that first.';
  const times = timesTheBudget(comparison);
  const limit = limitOf(comparison, report);
  if (comparison.doubt === 'few-blocks') return `A larger ${limit} would decide it.`;
  if (times === null) {
    return `A difference this near to what matters takes more than ${MOST_TIMES} times the ${limit}.`;
  }
  return `About ${times} times the ${limit} would decide it.`;
}

/** Why one comparison is not decided and what would decide it, in a sentence or two without its name. */
export function doubtInWords(
  comparison: CheckComparison,
  doubt: Doubt,
  report: CheckReport,
  signs: Signs,
): string {
  switch (doubt) {
    case 'imprecise':
      return `${whyImprecise(comparison, report, signs)}. ${whatDecides(comparison, report)}`;
    case 'few-blocks':
      return `${whyFewBlocks(comparison)}. ${whatDecides(comparison, report)}`;
    case 'counts-vary': {
      const { base, candidate } = shownOf(comparison, report, signs);
      return `counts vary from run to run and overlap (base ${base ?? 'none'}, candidate ${candidate ?? 'none'}). No budget decides that: find out why they vary, or leave it out with --metric.`;
    }
    case 'base-differs-from-itself':
      return 'two copies of the base differ in this session, so it judges nothing. Check again when the machine is quiet.';
    case 'unsteady': {
      const cases = casesOf(comparison, report)?.unsteady.map(plain) ?? [];
      return `${listed(cases)} came out differently when tried again. No budget decides that: make the variant do the same each time.`;
    }
    default:
      return doubt satisfies never;
  }
}

/**
 * Every comparison that is not decided, those of one place that lack the same together. Not of a session that judges
 * nothing: there one sentence is enough.
 */
export function doubtsOf(report: CheckReport, signs: Signs): readonly string[] {
  const told = report.comparisons.flatMap((comparison) => {
    const { verdict, doubt, metric } = comparison;
    if (verdict !== 'inconclusive' || doubt === null || doubt === 'base-differs-from-itself') return [];
    const text = doubtInWords(comparison, doubt, report, signs);
    return [{ place: placeName(comparison, report), metric: METRIC_WORDS[metric], text }];
  });
  return [...Map.groupBy(told, ({ place, text }) => JSON.stringify([place, text])).values()].map((those) => {
    const [{ place, text } = { place: '', text: '' }] = those;
    return `${place} ${listed(those.map(({ metric }) => metric))}: ${text}`;
  });
}
