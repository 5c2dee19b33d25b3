import type { CheckComparison, CheckConformance } from '@fairfetch/contract';

/** One comparison a variant: cases that the base passes and the candidate does not, or the other way round. */
export function conformanceComparisons(found: readonly CheckConformance[]): readonly CheckComparison[] {
  return found.map(({ variant, compared, broken, mended, unsteady }) => ({
    scenario: null,
    variant,
    metric: 'conformance',
    kind: 'cases',
    unit: 'count',
    ...verdictOf({ broken, mended, unsteady }),
    blocks: compared,
    pValue: null,
    holmPValue: null,
    threshold: null,
    ratio: null,
    interval: null,
    detectableRatio: null,
    base: null,
    candidate: null,
    baseAgain: null,
    reasons: [
      ...broken.map((name) => `${name} does not pass any more`),
      ...mended.map((name) => `${name} passes now`),
    ],
  }));
}

function verdictOf({
  broken,
  mended,
  unsteady,
}: Pick<CheckConformance, 'broken' | 'mended' | 'unsteady'>): Pick<CheckComparison, 'verdict' | 'doubt'> {
  if (broken.length > 0) return { verdict: 'regressed', doubt: null };
  if (unsteady.length > 0) return { verdict: 'inconclusive', doubt: 'unsteady' };
  return { verdict: mended.length > 0 ? 'improved' : 'unchanged', doubt: null };
}
