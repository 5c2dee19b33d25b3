import type { CheckComparison, CheckReport } from '@fairfetch/contract';
import { countOf } from '../report/words.ts';
import { doubtInWords } from './doubts.ts';
import { findingsOf } from './findings.ts';
import { placeName } from './groups.ts';
import { verdictLine } from './headline.ts';
import { PLAIN_SIGNS } from './signs.ts';
import { METRIC_WORDS, plain } from './words.ts';

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly title: string;
  readonly message: string;
}

/** GitHub shows no more of each level for one step. */
const MOST_OF_A_LEVEL = 10;

const escapedData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapedProperty = (text: string): string =>
  escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

function commandsOf(level: Level, annotations: readonly Annotation[], rest: string): readonly string[] {
  const isTooMany = annotations.length > MOST_OF_A_LEVEL;
  const shown = isTooMany ? annotations.slice(0, MOST_OF_A_LEVEL - 1) : annotations;
  const more = annotations.length - shown.length;
  const sum: Annotation = {
    title: `${more} more`,
    message: `${more} more ${rest}: the summary of the job has them all`,
  };
  return [...shown, ...(isTooMany ? [sum] : [])].map(
    ({ title, message }) => `::${level} title=${escapedProperty(plain(title))}::${escapedData(message)}`,
  );
}

/** One for each variant: its metrics and what was seen belong together. */
function changed(verdict: 'regressed' | 'improved', report: CheckReport): readonly Annotation[] {
  return findingsOf(verdict, report, PLAIN_SIGNS).map(({ name, changes, reasons }) => ({
    title: `${name} ${verdict}`,
    message: [changes, ...reasons].join('\n'),
  }));
}

function undecided(comparison: CheckComparison, report: CheckReport): readonly Annotation[] {
  const { verdict, doubt, metric } = comparison;
  if (verdict !== 'inconclusive' || doubt === null || doubt === 'base-differs-from-itself') return [];
  return [
    {
      title: `${placeName(comparison, report)} ${METRIC_WORDS[metric]} inconclusive`,
      message: doubtInWords(comparison, doubt, report, PLAIN_SIGNS),
    },
  ];
}

function warningsOf(report: CheckReport): readonly Annotation[] {
  const { complete, selfDifferences, comparisons } = report;
  const differing = countOf(selfDifferences.length, 'comparison');
  return [
    ...(complete ? [] : [{ title: 'Stopped before the end', message: verdictLine(report) }]),
    ...(selfDifferences.length === 0
      ? []
      : [
          {
            title: 'The base differs from itself',
            message: `two copies of it differ in ${differing}, so what was raced is not judged: check again on a quiet machine`,
          },
        ]),
    ...comparisons.flatMap((comparison) => undecided(comparison, report)),
  ];
}

/** Workflow commands of GitHub Actions, one a line of the log: errors first. */
export function annotationsOf(report: CheckReport): readonly string[] {
  const nothing =
    report.verdict === 'nothing-to-judge'
      ? [{ title: 'Nothing to judge', message: verdictLine(report) }]
      : [];
  return [
    ...commandsOf('error', changed('regressed', report), 'variants regressed'),
    ...commandsOf('warning', warningsOf(report), 'are not decided'),
    ...commandsOf('notice', [...changed('improved', report), ...nothing], 'variants improved'),
  ];
}
