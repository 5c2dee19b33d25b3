import { clipped } from '../check-report/words.ts';
import { countOf } from '../report/words.ts';
import { commitText, detectableText, effectText, type Signs } from './words.ts';
import { shortOf } from './commit.ts';
import type { BisectReport, Tried } from './report.ts';

/** The answer for a person. */
export function renderBisectTable(report: BisectReport, signs: Signs): string {
  return `${[...answer(report, signs), ...notTried(report), ...spent(report)].join('\n')}\n`;
}

function answer(report: BisectReport, signs: Signs): readonly string[] {
  const { state, ask, bad, good, tried } = report;
  const [first] = tried;
  const sides = `${shortOf(bad.revision)} against ${shortOf(good.revision)}`;
  switch (state) {
    case 'found':
      return foundLines(report.candidates[0] as Tried, report, signs);
    case 'narrowed':
      return narrowedLines(report, signs);
    case 'nothing-to-find': {
      const comparison = first?.comparison;
      if (!comparison) throw new TypeError('a verdict without a comparison');
      const how = comparison.verdict === 'improved' ? 'is better' : 'is not worse';
      return [
        `Nothing to find: ${ask.variant} ${how} in ${sides}: ${effectText(comparison, signs)}.`,
        detectableText(comparison, signs),
      ];
    }
    case 'cannot-judge':
      return [`Nothing can be found: ${sides} cannot be judged: ${clipped(first?.reason ?? 'unknown')}`];
    case 'going-on':
    case 'stopped':
      return ['Stopped before it was found; the same command goes on with it.'];
    default:
      return state satisfies never;
  }
}

function foundLines(found: Tried, report: BisectReport, signs: Signs): readonly string[] {
  const isMerge = found.parents.length > 1;
  return [
    `First bad commit of ${report.ask.variant} in ${report.ask.scenario}: ${commitText(found)}`,
    `  commit ${found.revision}`,
    `  authored ${found.authoredAt}`,
    ...effectLines(found, report, signs),
    ...(isMerge ? ['  It is a merge: it is bad, and what it merges is not.'] : []),
  ];
}

function effectLines({ comparison }: Tried, { good }: BisectReport, signs: Signs): readonly string[] {
  if (comparison === null) return [];
  return [
    `  ${effectText(comparison, signs)} against ${shortOf(good.revision)}`,
    ...comparison.reasons.map((reason) => `  ${clipped(reason)}`),
  ];
}

function narrowedLines(report: BisectReport, signs: Signs): readonly string[] {
  const { candidates, ask } = report;
  const known = candidates.find(({ state }) => state === 'bad');
  return [
    `First bad commit of ${ask.variant} in ${ask.scenario}: one of ${countOf(candidates.length, 'commit')}, and the others of them cannot be tried`,
    ...candidates.map((each) => `  ${each.state === 'bad' ? 'bad    ' : 'skipped'} ${commitText(each)}`),
    ...(known === undefined ? [] : effectLines(known, report, signs)),
  ];
}

function notTried({ tried, state }: BisectReport): readonly string[] {
  const skipped = tried.filter((each) => each.state === 'skipped');
  if (skipped.length === 0) return [];
  const lines = skipped.map((each) => `  ${commitText(each)}: ${clipped(each.reason ?? 'unknown')}`);
  const hasLog = skipped.some(({ log }) => log.length > 0);
  return [
    ...(state === 'cannot-judge' ? [] : ['Not judged:', ...lines]),
    ...(hasLog ? ['bisect.json has the last lines of the builds that failed, under log.'] : []),
  ];
}

function spent({ tried, commits }: BisectReport): readonly string[] {
  const before = tried.filter(({ fromBefore }) => fromBefore).length;
  const taken = before === 0 ? '' : `, ${before} of them by an earlier command`;
  return [`${tried.length} of ${countOf(commits, 'commit')} tried${taken}.`];
}
