import type { RaceVariant } from '../../../src/backends/index.ts';
import { suiteCase, type SuiteCase } from '../../../src/conformance/cases/suite-case.ts';
import type { Level } from '../../../src/conformance/index.ts';
import type { Finding } from '../../../src/conformance/observation.ts';
import { planCells } from '../../../src/conformance/plan.ts';
import { conformanceReport, type ReportInput } from '../../../src/conformance/report/index.ts';
import type { CaseOutcome } from '../../../src/conformance/run-case.ts';

export function reportCase(id: string, level: Level): SuiteCase {
  const [group = '', name = ''] = id.split('/');
  const rule = `The rule of ${name}.`;
  return suiteCase(group, {
    name,
    title: `all about ${name}`,
    level,
    rule,
    catches: ['x'],
    expect: { exit: 0 },
  });
}

export function variant(id: string, level: Level, faithful = false): RaceVariant {
  const [backend = '', name = ''] = id.split('/');
  return {
    id,
    backend,
    name,
    title: id,
    about: '',
    level,
    input: null,
    traits: { model: 'event-loop', reuse: true, http: ['1.1'], faithful },
    command: ['x'],
    folder: '/',
    workspace: '/',
  };
}

export function finding(over: Partial<Finding> = {}): Finding {
  return { check: 'exit', step: 0, rule: null, expected: 'exit code 0', seen: 'exit code 1', ...over };
}

export const PASSED: CaseOutcome = { state: 'passed', durationMs: 5, unwitnessed: [] };

export function failure(...findings: readonly Finding[]): CaseOutcome {
  return { state: 'failed', durationMs: 7, unwitnessed: [], findings, stderr: 'first\nlast words\n' };
}

/** A report of cases by variants; what is not said of a cell went well. */
export function report(
  cases: readonly SuiteCase[],
  variants: readonly RaceVariant[],
  outcomes: Readonly<Record<string, CaseOutcome>>,
  over: Partial<ReportInput> = {},
) {
  const cells = planCells(cases, variants, { level: null, strict: false });
  return conformanceReport({
    startedAt: new Date(0),
    durationMs: 100,
    harness: '0.1.0',
    against: null,
    complete: true,
    allCases: true,
    cases,
    variants,
    leftOut: [{ variant: 'peer/p', reason: 'is one' }],
    results: cells.map((cell) => {
      const outcome = outcomes[`${cell.variant.id} ${cell.suiteCase.id}`] ?? PASSED;
      const kept = outcome.state === 'failed' ? `kept/${cell.suiteCase.name}` : null;
      return { cell, outcome, kept };
    }),
    ...over,
  });
}
