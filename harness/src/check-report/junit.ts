import type { CheckComparison, CheckReport } from '@fairfetch/contract';
import { verdictInWords } from './columns.ts';
import { doubtInWords } from './doubts.ts';
import { changeInWords } from './findings.ts';
import { verdictLine } from './headline.ts';
import { PLAIN_SIGNS } from './signs.ts';
import { changesText, pText } from './words.ts';
import { xmlAttribute, xmlText } from '../report/xml.ts';

type Outcome = 'failure' | 'skipped' | 'error' | 'passed';

/** A session that cannot judge is no fault of the candidate: an error of the test, not a failure of what is tested. */
function outcomeOf({ verdict, doubt }: CheckComparison, { inconclusive }: CheckReport): Outcome {
  if (verdict === 'regressed') return 'failure';
  if (verdict !== 'inconclusive') return 'passed';
  if (doubt === 'base-differs-from-itself') return 'error';
  return inconclusive === 'fail' ? 'failure' : 'skipped';
}

const classOf = ({ variant, scenario }: CheckComparison): string =>
  scenario === null ? variant : `${variant} [${scenario}]`;

/** JUnit's XML: a suite for each variant and scenario, a test for each metric. */
export function renderCheckJunit(report: CheckReport): string {
  const suites = [...Map.groupBy(report.comparisons, classOf)];
  const elements = suites.map(([name, comparisons]) => suiteElement(name, comparisons, report));
  const counts = countAttributes(report.comparisons, report);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="check" ${counts}>\n${elements.join('')}</testsuites>\n`;
}

function countAttributes(comparisons: readonly CheckComparison[], report: CheckReport): string {
  const outcomes = comparisons.map((each) => outcomeOf(each, report));
  const of = (outcome: Outcome): number => outcomes.filter((each) => each === outcome).length;
  return `tests="${comparisons.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

function suiteElement(name: string, comparisons: readonly CheckComparison[], report: CheckReport): string {
  const seconds = report.lanes
    .filter(
      ({ variant, scenario }) =>
        classOf({ ...comparisons[0], variant, scenario } as CheckComparison) === name,
    )
    .reduce((sum, lane) => sum + lane.seconds, 0);
  const tests = comparisons.map((each) => testElement(each, report)).join('');
  return `  <testsuite name=${xmlAttribute(name)} ${countAttributes(comparisons, report)} time="${seconds.toFixed(3)}">\n${properties(report)}${tests}  </testsuite>\n`;
}

function properties(report: CheckReport): string {
  const { base, candidate, seed } = report;
  const entries = [
    ['verdict', verdictLine(report)],
    ['base', base.revision ?? base.name],
    ['candidate', candidate.revision ?? candidate.name],
    ['seed', String(seed)],
  ] as const;
  const lines = entries.map(
    ([name, value]) => `      <property name="${name}" value=${xmlAttribute(value)}/>\n`,
  );
  return `    <properties>\n${lines.join('')}    </properties>\n`;
}

function testElement(comparison: CheckComparison, report: CheckReport): string {
  const open = `    <testcase classname=${xmlAttribute(classOf(comparison))} name=${xmlAttribute(comparison.metric)}`;
  const outcome = outcomeOf(comparison, report);
  const seen = figuresOf(comparison, report);
  if (outcome === 'passed') {
    return `${open}>\n      <system-out>${xmlText(`${verdictInWords(comparison)}: ${seen}`)}</system-out>\n    </testcase>\n`;
  }
  const message = xmlAttribute(messageOf(comparison, report));
  const inside =
    outcome === 'skipped'
      ? `<skipped message=${message}/>`
      : `<${outcome} message=${message}>${xmlText([seen, ...comparison.reasons].join('\n'))}</${outcome}>`;
  return `${open}>\n      ${inside}\n    </testcase>\n`;
}

function messageOf(comparison: CheckComparison, report: CheckReport): string {
  const { verdict, doubt } = comparison;
  return verdict === 'inconclusive' && doubt !== null
    ? `${verdict}: ${doubtInWords(comparison, doubt, report, PLAIN_SIGNS)}`
    : `${verdict}: ${changeInWords(comparison, report, PLAIN_SIGNS)}`;
}

/** `time +12.3 %, from +11.1 to +13.4 %, p <0.0001, 60 blocks`. */
function figuresOf(comparison: CheckComparison, report: CheckReport): string {
  const { interval, holmPValue, blocks, kind } = comparison;
  return [
    changeInWords(comparison, report, PLAIN_SIGNS),
    ...(interval === null ? [] : [`from ${changesText(interval, PLAIN_SIGNS)} %`]),
    ...(holmPValue === null ? [] : [`p ${pText(holmPValue)}`]),
    `${blocks} ${kind === 'cases' ? 'cases' : 'blocks'}`,
  ].join(', ');
}
