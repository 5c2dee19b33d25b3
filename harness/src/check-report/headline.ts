import type { CheckReport } from '@fairfetch/contract';
import { countOf } from '../report/words.ts';
import { findingsOf } from './findings.ts';
import { placeName } from './groups.ts';
import { PLAIN_SIGNS, type Signs } from './signs.ts';
import { changeText, METRIC_WORDS } from './words.ts';

/** More would not be read in one line. */
const MOST_NAMED = 3;

function someOf(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return [...names.slice(0, MOST_NAMED), ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}

function changed(verdict: 'regressed' | 'improved', report: CheckReport, signs: Signs): string {
  return someOf(findingsOf(verdict, report, signs).map(({ name, changes }) => `${name} ${changes}`));
}

/** `; improved: …`, where something did. */
function improvement(report: CheckReport, signs: Signs): string {
  const words = changed('improved', report, signs);
  return words === '' ? '' : `; improved: ${words}`;
}

/** `; 2 comparisons not decided`, where there are any. */
function remainder({ comparisons, selfDifferences }: CheckReport): string {
  if (selfDifferences.length > 0) return '; what was raced cannot be judged';
  const open = comparisons.filter(({ verdict }) => verdict === 'inconclusive').length;
  return open === 0 ? '' : `; ${countOf(open, 'comparison')} not decided`;
}

function regressed(report: CheckReport, signs: Signs): string {
  const words = changed('regressed', report, signs);
  return `regressed: ${words}${improvement(report, signs)}${remainder(report)}`;
}

function passed(report: CheckReport, signs: Signs): string {
  const { comparisons } = report;
  const variants = new Set(comparisons.map(({ variant }) => variant)).size;
  const scope = `${countOf(comparisons.length, 'comparison')} of ${countOf(variants, 'variant')}`;
  return `nothing regressed in ${scope}${improvement(report, signs)}`;
}

function inconclusive(report: CheckReport, signs: Signs): string {
  const { comparisons } = report;
  const open = comparisons.filter(({ verdict }) => verdict === 'inconclusive');
  const names = open.map((each) => `${placeName(each, report)} ${METRIC_WORDS[each.metric]}`);
  const are = `${open.length} of ${countOf(comparisons.length, 'comparison')} ${open.length === 1 ? 'is' : 'are'}`;
  return `inconclusive: nothing regressed, but ${are} not decided: ${someOf(names)}${improvement(report, signs)}`;
}

function cannotJudge(report: CheckReport, signs: Signs): string {
  const names = report.selfDifferences.map((difference) => {
    const change = difference.ratio === null ? '' : ` ${changeText(difference.ratio, signs)}`;
    return `${placeName(difference, report)} ${METRIC_WORDS[difference.metric]}${change}`;
  });
  return `cannot judge: two copies of the base differ in ${someOf(names)}`;
}

/** Whether both are one commit and nothing besides. */
export function isSameRevision({ base, candidate }: Pick<CheckReport, 'base' | 'candidate'>): boolean {
  return base.revision !== null && base.revision === candidate.revision && base.changes === candidate.changes;
}

/** Why there is nothing; the first that is so. */
export function whyNothing(report: CheckReport): string {
  const { shard, comparisonsElsewhere, unaffected, skipped, onlyBase, onlyCandidate } = report;
  if (isSameRevision(report)) return 'the base is the candidate';
  if (shard !== null && comparisonsElsewhere > 0) {
    return `all ${countOf(comparisonsElsewhere, 'comparison')} are of other shards`;
  }
  if (skipped.length > 0) return `${countOf(skipped.length, 'variant')} could not be raced here`;
  if (unaffected.length > 0) return `the change reaches none of ${countOf(unaffected.length, 'variant')}`;
  if (onlyBase.length + onlyCandidate.length > 0) return 'no variant is in both the base and the candidate';
  return 'no variant was chosen';
}

function headlineOf(report: CheckReport, signs: Signs): string {
  switch (report.verdict) {
    case 'regressed':
      return regressed(report, signs);
    case 'passed':
      return passed(report, signs);
    case 'inconclusive':
      return inconclusive(report, signs);
    case 'cannot-judge':
      return cannotJudge(report, signs);
    case 'nothing-to-judge':
      return `nothing to judge: ${whyNothing(report)}`;
    default:
      return report.verdict satisfies never;
  }
}

/** The verdict in one line: which it is, of what, and whether it is of the whole session. */
export function headline(report: CheckReport, signs: Signs): string {
  const { complete, shard } = report;
  const parts = [
    ...(complete ? [] : ['stopped before the end']),
    ...(shard === null ? [] : [`shard ${shard.index} of ${shard.of}`]),
  ];
  return `${headlineOf(report, signs)}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
}

/** The same for a log: `regressed: a/one time +12.3 %, connections 10 -> 30`. */
export function verdictLine(report: CheckReport): string {
  return headline(report, PLAIN_SIGNS);
}
