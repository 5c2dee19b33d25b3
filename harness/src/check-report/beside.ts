import type { CheckConformance, CheckReport } from '@fairfetch/contract';
import { doubtsOf } from './doubts.ts';
import { findingsOf } from './findings.ts';
import { foldedSentences, groupsOf, placeName } from './groups.ts';
import { nextSteps } from './next.ts';
import type { Signs } from './signs.ts';
import { changeText, clipped, METRIC_WORDS, plain, pText } from './words.ts';

/** A heading and what is to be said under it; lines of `inner` belong to the text before them. */
export interface Section {
  readonly heading: string;
  readonly items: readonly Item[];
}

export interface Item {
  readonly text: string;
  readonly inner: readonly string[];
  /** To be copied, so it is not broken into lines; null: none. */
  readonly command: string | null;
}

function item(text: string, inner: readonly string[] = [], command: string | null = null): Item {
  return { text, inner, command };
}

/** More is in report.json. */
const MOST_ITEMS = 10;
const MOST_REASONS = 8;

function capped(items: readonly Item[]): readonly Item[] {
  const rest = items.length - MOST_ITEMS;
  return rest <= 0 ? items : [...items.slice(0, MOST_ITEMS), item(`and ${rest} more, which report.json has`)];
}

function someOf(reasons: readonly string[]): readonly string[] {
  const rest = reasons.length - MOST_REASONS;
  return rest <= 0 ? reasons : [...reasons.slice(0, MOST_REASONS), `and ${rest} more, which report.json has`];
}

function findings(verdict: 'regressed' | 'improved', report: CheckReport, signs: Signs): readonly Item[] {
  return findingsOf(verdict, report, signs).map(({ name, changes, reasons }) =>
    item(
      `${name}: ${changes}`,
      reasons.length > 0 ? someOf(reasons) : ['the runs tell of nothing else that differs'],
    ),
  );
}

function selfDifferences(report: CheckReport, signs: Signs): readonly Item[] {
  return report.selfDifferences.map((difference) => {
    const { metric, ratio, holmPValue } = difference;
    const change =
      ratio === null ? 'other counts in every block' : `${changeText(ratio, signs)} against the first`;
    return item(
      `${placeName(difference, report)} ${METRIC_WORDS[metric]}: the second copy has ${change} (p ${pText(holmPValue)})`,
    );
  });
}

function casesInWords({ variant, compared, triesEach, ...found }: CheckConformance): Item {
  const inner = (
    [
      ['broken', 'broken (the base passes, the candidate does not)'],
      ['mended', 'mended'],
      ['unsteady', 'unsteady (not the same each time)'],
    ] as const
  ).flatMap(([name, words]) =>
    found[name].length === 0 ? [] : [`${words}: ${found[name].map(plain).join(', ')}`],
  );
  return item(
    `${plain(variant)}: ${compared} cases compared, those that differ tried ${triesEach === 1 ? 'once' : `${triesEach} times`}`,
    inner,
  );
}

function conformance(report: CheckReport): readonly Item[] {
  return (report.conformance ?? [])
    .filter(({ broken, mended, unsteady }) => broken.length + mended.length + unsteady.length > 0)
    .map(casesInWords);
}

function names(label: string, those: readonly string[]): readonly Item[] {
  return those.length === 0 ? [] : [item(`${label}: ${those.map(plain).join(', ')}`)];
}

function variants({ onlyBase, onlyCandidate, unaffected, skipped }: CheckReport): readonly Item[] {
  return [
    ...names('new, with nothing to compare them to', onlyCandidate),
    ...names('gone', onlyBase),
    ...names('not reached by the change', unaffected),
    ...skipped.map(({ variant, reason }) => item(`left out: ${plain(variant)}: ${clipped(reason)}`)),
  ];
}

function unchanged(report: CheckReport): readonly Item[] {
  return foldedSentences(groupsOf(report)).map((text) => item(text));
}

/** All that the table does not say, what matters most first; sections without anything are left out. */
export function sectionsOf(report: CheckReport, signs: Signs): readonly Section[] {
  return [
    { heading: 'Why it regressed', items: findings('regressed', report, signs) },
    { heading: 'Why it improved', items: findings('improved', report, signs) },
    { heading: 'The base differs from itself', items: selfDifferences(report, signs) },
    { heading: 'Not decided', items: capped(doubtsOf(report, signs).map((text) => item(text))) },
    { heading: 'Conformance', items: conformance(report) },
    { heading: 'Not in the table', items: unchanged(report) },
    { heading: 'Other variants', items: variants(report) },
    {
      heading: 'What to do next',
      items: nextSteps(report).map(({ text, command }) => item(text, [], command)),
    },
  ].filter(({ items }) => items.length > 0);
}
