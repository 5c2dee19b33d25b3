import { parse, type RunFailure, type Summary } from '@fairfetch/contract';

const MOST_PROBLEMS = 5;

export type ReadSummary =
  | { readonly state: 'read'; readonly summary: Summary }
  | { readonly state: 'refused'; readonly failure: RunFailure };

/**
 * Believes what a downloader printed on stdout only if it is one summary, and that variant's.
 * @param variant null: what it calls itself is not known
 */
export function readSummary(
  stdout: string,
  variant: { readonly backend: string; readonly name: string } | null,
): ReadSummary {
  if (stdout.trim() === '')
    return refused('no-summary', 'nothing was printed on stdout, where the summary belongs');
  const checked = parse('summary', stdout);
  if (checked.state === 'invalid') {
    return refused('bad-summary', `stdout is not one summary: ${listed(checked.problems)}`);
  }
  const summary = checked.value;
  if (variant !== null && (summary.backend !== variant.backend || summary.variant !== variant.name)) {
    return refused('bad-summary', `the summary is of ${summary.backend}/${summary.variant}`);
  }
  return { state: 'read', summary };
}

function refused(code: 'no-summary' | 'bad-summary', message: string): ReadSummary {
  return { state: 'refused', failure: { code, message } };
}

/** A few problems in one sentence. */
export function listed(problems: readonly string[]): string {
  const more = problems.length - MOST_PROBLEMS;
  return problems.slice(0, MOST_PROBLEMS).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
