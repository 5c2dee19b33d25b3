import type { CaseResult, ConformanceReport } from '@fairfetch/contract';
import { xmlAttribute, xmlText } from '../../report/xml.ts';

/** JUnit's XML: a suite for each variant, a test for each case. */
export function renderJunit(report: ConformanceReport): string {
  const suites = report.variants.map(({ id }) => {
    const results = report.results.filter(({ variant }) => variant === id);
    return suiteElement(id, results, report);
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="conformance">\n${suites.join('')}</testsuites>\n`;
}

function suiteElement(variant: string, results: readonly CaseResult[], report: ConformanceReport): string {
  const failures = results.filter(({ state, counted }) => state === 'failed' && counted).length;
  const skipped = results.filter(isSkipped).length;
  const attributes = `name=${xmlAttribute(variant)} tests="${results.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  const tests = results.map((result) => testElement(result, report)).join('');
  return `  <testsuite ${attributes} time=${seconds(results)}>\n${tests}  </testsuite>\n`;
}

/** JUnit knows no test that may fail: one of a level above the declared one is skipped. */
function isSkipped({ state, counted }: CaseResult): boolean {
  return state === 'skipped' || (state === 'failed' && !counted);
}

function testElement(result: CaseResult, report: ConformanceReport): string {
  const open = `    <testcase classname=${xmlAttribute(result.variant)} name=${xmlAttribute(result.case)} time=${seconds([result])}`;
  if (result.state === 'passed') return `${open}/>\n`;
  const message = messageOf(result, report);
  const inside = isSkipped(result)
    ? `<skipped message=${xmlAttribute(message)}/>`
    : `<failure message=${xmlAttribute(message)}>${xmlText(details(result))}</failure>`;
  return `${open}>\n      ${inside}\n    </testcase>\n`;
}

function messageOf({ state, reason, findings, case: id }: CaseResult, { cases }: ConformanceReport): string {
  if (state === 'skipped') return reason ?? '';
  const level = cases.find((each) => each.id === id)?.level ?? '';
  const [first] = findings ?? [];
  return `(${level}) expected ${first?.expected ?? 'otherwise'}, seen ${first?.seen ?? 'nothing'}`;
}

function details({ findings = [], stderr = '' }: CaseResult): string {
  const lines = findings.flatMap(({ rule, expected, seen, step }) => [
    `rule: ${rule}`,
    `expected (step ${step + 1}): ${expected}`,
    `seen: ${seen}`,
  ]);
  return [...lines, ...(stderr === '' ? [] : ['stderr:', stderr])].join('\n');
}

function seconds(results: readonly CaseResult[]): string {
  const ms = results.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
  return `"${(ms / 1000).toFixed(3)}"`;
}
