import { join } from 'node:path';
import type { CaseResult, ConformanceFinding, ConformanceReport, ReportedCase } from '@fairfetch/contract';
import { wrap } from '../../report/wrap.ts';
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
  const { id = '', title = '', level = 'races', rule = '' } = caseOf(result, report);
  const mark = result.counted ? 'FAIL' : 'next';
  const head = `${mark} ${result.variant} ${id} (${level}): ${title}`;
  const { findings = [], kept, stderr } = result;
  const rules = new Set([rule, ...findings.slice(0, MOST_FINDINGS).map((finding) => finding.rule)]);
  const steps = new Set(findings.map(({ step }) => step));
  const manySteps = [...steps].some((step) => step > 0);
  const lines = [
    ...[...rules].map((each) => labelled('rule', each, options)),
    ...(manySteps ? [labelled('step', [...steps].map((step) => step + 1).join(', '), options)] : []),
    ...findings.slice(0, MOST_FINDINGS).flatMap((finding) => findingLines(finding, options)),
    ...(findings.length > MOST_FINDINGS
      ? [labelled('', `and ${findings.length - MOST_FINDINGS} more`, options)]
      : []),
    ...lastLine(stderr, options),
    labelled('repeat', repeatCommand(result, report), options),
    ...(kept === undefined ? [] : [labelled('kept', join(options.results, kept), options)]),
  ];
  return [wrap(head, options.columns, '  '), ...lines].join('\n');
}

function caseOf(result: CaseResult, { cases }: ConformanceReport): Partial<ReportedCase> {
  return cases.find(({ id }) => id === result.case) ?? {};
}

function findingLines({ expected, seen }: ConformanceFinding, options: FailureOptions): readonly string[] {
  return [labelled('expected', expected, options), labelled('seen', seen, options)];
}

function lastLine(stderr: string | undefined, options: FailureOptions): readonly string[] {
  const line = stderr?.split('\n').at(-1) ?? '';
  return line === '' ? [] : [labelled('stderr', line, options)];
}

/** The command that does it again; wild cards of a shell are none in names of variants and cases. */
export function repeatCommand({ variant, case: id }: CaseResult, { against }: ConformanceReport): string {
  const server = against === null ? '' : ` --against ${against.split(' ')[0]}`;
  return `npx fairfetch conform --only ${variant} --case ${id}${server}`;
}

function labelled(label: string, text: string, { columns }: FailureOptions): string {
  return hanging(`  ${label.padEnd(LABEL_WIDTH)}`, text, columns);
}
