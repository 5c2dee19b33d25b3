import { join } from 'node:path';
import type { CaseResult, ConformanceFinding, ConformanceReport, ReportedCase } from '@fairfetch/contract';
import { wrap } from '../../report/wrap.ts';
import { includes, nextLevel } from '../levels.ts';
import { hanging } from './hanging.ts';

/** Of each variant: who fails more has enough to do with these. */
const MOST_OF_ONE = 12;
const MOST_FINDINGS = 6;
const LABEL_WIDTH = 10;

export interface FailureOptions {
  readonly columns: number;
  /** As a person may type it. */
  readonly results: string;
}

/** What went wrong where, why it is wrong, and how to see it again: one block for each case that failed. */
export function renderFailures(report: ConformanceReport, options: FailureOptions): string {
  const blocks = report.variants.flatMap(({ id, next }) => {
    const failed = report.results.filter(({ variant, state }) => variant === id && state === 'failed');
    const counted = failed.filter((result) => result.counted);
    // Where all that is asked is there, the first thing the next level asks is worth a look.
    const shown = counted.length > 0 ? counted : failed.filter((result) => result.case === next);
    const rest = shown.length - MOST_OF_ONE;
    return [
      ...shown.slice(0, MOST_OF_ONE).map((result) => failureBlock(result, report, options)),
      ...(rest > 0 ? [`${id}: ${rest} more failed; conformance.json has them all`] : []),
    ];
  });
  return blocks.join('\n\n');
}

function failureBlock(result: CaseResult, report: ConformanceReport, options: FailureOptions): string {
  const { title = '', level = 'races' } = caseOf(result, report);
  const head = `${result.counted ? 'FAIL' : 'next'} ${result.variant} ${result.case} (${level}): ${title}`;
  const { findings = [], kept, stderr } = result;
  const shown = findings.slice(0, MOST_FINDINGS);
  const rest = findings.length - shown.length;
  const step = shown[0]?.step ?? 0;
  const lines = [
    ...[...Map.groupBy(shown, ({ rule }) => rule).values()].flatMap((group) => ruleLines(group, options)),
    ...(rest > 0 ? [labelled('', `and ${rest} more`, options)] : []),
    ...(step > 0 ? [labelled('step', `${step + 1}; those before it went well`, options)] : []),
    ...lastLine(stderr, options),
    // Not broken into lines: they are to be copied.
    plain('repeat', repeatCommand(result, report)),
    ...(kept === undefined ? [] : [plain('kept', join(options.results, kept))]),
  ];
  return [wrap(head, options.columns, '  '), ...lines].join('\n');
}

function caseOf(result: CaseResult, { cases }: ConformanceReport): Partial<ReportedCase> {
  return cases.find(({ id }) => id === result.case) ?? {};
}

/** Findings that break the same rule. */
function ruleLines(findings: readonly ConformanceFinding[], options: FailureOptions): readonly string[] {
  const lines = findings.map(
    ({ expected, seen }) => `${labelled('expected', expected, options)}\n${labelled('seen', seen, options)}`,
  );
  return [labelled('rule', findings[0]?.rule ?? '', options), ...lines];
}

function lastLine(stderr: string | undefined, options: FailureOptions): readonly string[] {
  const line = stderr?.split('\n').at(-1) ?? '';
  return line === '' ? [] : [labelled('stderr', line, options)];
}

/** The command that does it again; wild cards of a shell are none in names of variants and cases. */
export function repeatCommand(result: CaseResult, report: ConformanceReport): string {
  const { variant, case: id } = result;
  const server = report.against === null ? '' : ` --against ${report.against.split(' ')[0]}`;
  const declared = report.variants.find((each) => each.id === variant)?.declared ?? 'races';
  const { level = 'races' } = caseOf(result, report);
  // What is run by itself goes one level further than what is declared.
  const further = includes(nextLevel(declared) ?? declared, level) ? '' : ` --level ${level}`;
  return `npx fairfetch conform --only ${variant} --case ${id}${further}${server}`;
}

function plain(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${text}`;
}

function labelled(label: string, text: string, { columns }: FailureOptions): string {
  return hanging(plain(label, ''), text, columns);
}
