import type {
  CaseResult,
  ConformanceCounts,
  ConformanceReport,
  ConformingVariant,
} from '@fairfetch/contract';
import type { RaceVariant, Skip } from '../../backends/index.ts';
import { oneLine } from '../judge/words.ts';
import { includes, LEVELS } from '../levels.ts';
import { declaredLevel } from '../plan.ts';
import type { SuiteCase } from '../cases/index.ts';
import type { CellResult } from '../run-suite.ts';

const STDERR_LINES = 20;

export interface ReportInput {
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly harness: string;
  /** null: the origin. */
  readonly against: string | null;
  readonly complete: boolean;
  /** Whether the cases are all there are. */
  readonly allCases: boolean;
  readonly cases: readonly SuiteCase[];
  readonly variants: readonly RaceVariant[];
  readonly leftOut: readonly Skip[];
  readonly results: readonly CellResult[];
}

/** Everything that is known afterwards, in the order of variants and cases, whichever came to its end first. */
export function conformanceReport(input: ReportInput): ConformanceReport {
  const { startedAt, durationMs, harness, against, complete, allCases, cases, variants, leftOut } = input;
  const results = input.results.map((result) => caseResult(result));
  return {
    kind: 'conformance',
    format: 1,
    startedAt: startedAt.toISOString(),
    durationMs,
    harness,
    against,
    complete,
    allCases,
    cases: cases.map(({ id, title, level, rule }) => ({ id, title, level, rule })),
    variants: variants.map((variant) => standingOf(variant, input, results)),
    leftOut: leftOut.map(({ variant, reason }) => ({ variant, reason })),
    results,
    totals: count(results),
  };
}

function caseResult({ cell, outcome, kept }: CellResult): CaseResult {
  const { state } = outcome;
  const common = { variant: cell.variant.id, case: cell.suiteCase.id, state, counted: cell.counted };
  switch (outcome.state) {
    case 'passed':
      return { ...common, durationMs: outcome.durationMs, ...unwitnessed(outcome.unwitnessed) };
    case 'skipped':
      return { ...common, reason: outcome.reason };
    case 'failed': {
      const { durationMs, findings, stderr } = outcome;
      return {
        ...common,
        durationMs,
        findings: findings.map(({ check, step, rule, expected, seen }) => ({
          check,
          step,
          rule: rule ?? cell.suiteCase.rule,
          expected,
          seen,
        })),
        stderr: lastLines(stderr),
        ...(kept === null ? {} : { kept }),
        ...unwitnessed(outcome.unwitnessed),
      };
    }
    default:
      return outcome satisfies never;
  }
}

function unwitnessed(checks: readonly string[]): { unwitnessed?: string[] } {
  return checks.length === 0 ? {} : { unwitnessed: [...checks] };
}

function lastLines(text: string): string {
  const lines = text
    .split(/[\r\n]+/)
    .map(oneLine)
    .filter((line) => line !== '');
  return lines.slice(-STDERR_LINES).join('\n');
}

function standingOf(
  variant: RaceVariant,
  { cases, allCases, complete, against }: ReportInput,
  results: readonly CaseResult[],
): ConformingVariant {
  const own = new Map(
    results.filter((result) => result.variant === variant.id).map((result) => [result.case, result]),
  );
  const next = cases.find(({ id }) => own.get(id)?.state === 'failed');
  return {
    id: variant.id,
    title: variant.title,
    declared: declaredLevel(variant),
    reached: allCases && complete && against === null ? reachedLevel(cases, own) : null,
    next: next?.id ?? null,
    counts: count([...own.values()]),
  };
}

/** The highest level that has cases here, of which, and of those below, every one was run and none failed. */
function reachedLevel(
  cases: readonly SuiteCase[],
  own: ReadonlyMap<string, CaseResult>,
): NonNullable<ConformingVariant['reached']> {
  const fits = ({ id }: SuiteCase): boolean => own.has(id) && own.get(id)?.state !== 'failed';
  const reached = LEVELS.filter((level) => cases.some((each) => each.level === level)).findLast((level) =>
    cases.filter((each) => includes(level, each.level)).every(fits),
  );
  return reached ?? 'none';
}

function count(results: readonly CaseResult[]): ConformanceCounts {
  const held = results.filter(({ counted }) => counted);
  const of = (state: CaseResult['state']): number => held.filter((result) => result.state === state).length;
  const next = results.filter(({ counted, state }) => !counted && state === 'failed').length;
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped'), next };
}
