import { holmAdjusted } from '../src/analyse/holm.ts';
import { CONFIDENCE } from '../src/analyse/interval.ts';
import {
  differencePValue,
  pairedTPValue,
  signTestPValue,
  trimmedTPValue,
} from '../src/analyse/paired-test.ts';

/** A test of the hypothesis that two rows are equally fast, from their log ratios. */
export interface DifferenceTest {
  readonly name: string;
  readonly pValue: (logRatios: readonly number[]) => number;
}

const known = new Map<number, readonly number[]>();

/** P(W <= w) for w = 0, 1, …, where W is the sum of the ranks, from 1 to n, that a fair coin picked. */
function signedRankCdf(n: number): readonly number[] {
  const kept = known.get(n);
  if (kept !== undefined) return kept;
  const most = (n * (n + 1)) / 2;
  const ways: number[] = Array.from({ length: most + 1 }, (_, sum) => (sum === 0 ? 1 : 0));
  for (let rank = 1; rank <= n; rank += 1) {
    for (let sum = most; sum >= rank; sum -= 1) {
      ways[sum] = (ways[sum] as number) + (ways[sum - rank] as number);
    }
  }
  let sofar = 0;
  const cdf = ways.map((count) => {
    sofar += count / 2 ** n;
    return sofar;
  });
  known.set(n, cdf);
  return cdf;
}

/** Wilcoxon's signed ranks (1945), exact; noise has no ties. */
function wilcoxonPValue(differences: readonly number[]): number {
  const ranked = differences.toSorted((left, right) => Math.abs(left) - Math.abs(right));
  const above = ranked.reduce((sum, value, index) => (value > 0 ? sum + index + 1 : sum), 0);
  const n = ranked.length;
  const least = Math.min(above, (n * (n + 1)) / 2 - above);
  return Math.min(1, 2 * (signedRankCdf(n)[least] ?? 1));
}

export const DIFFERENCE_TESTS: readonly DifferenceTest[] = [
  { name: 't and trimmed t', pValue: differencePValue },
  { name: 'paired t', pValue: pairedTPValue },
  { name: 'trimmed t', pValue: trimmedTPValue },
  { name: 'Wilcoxon', pValue: wilcoxonPValue },
  { name: 'sign test', pValue: signTestPValue },
];

/** Which of the comparisons are rejected at once, by Holm. */
export function rejected(pValues: readonly number[], confidence = CONFIDENCE): readonly boolean[] {
  return holmAdjusted(pValues).map((pValue) => pValue <= 1 - confidence);
}
