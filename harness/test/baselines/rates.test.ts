import type { StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import {
  baselineOf,
  compareWithBaseline,
  type BaselineReport,
  type StoredMetric,
} from '../../src/baselines/index.ts';
import { createRandom } from '../../src/random.ts';
import { input, noisyMemory, rowRuns } from './support.ts';

/** Counts of a program that opens a connection more now and then, up to six of them. */
function varyingCounts(seed: number, count: number): readonly number[] {
  const random = createRandom(seed, 'counts');
  return Array.from({ length: count }, () => 10 + random.below(7));
}

interface Kind {
  /** Standard deviation of the logarithm of peak memory. */
  readonly noise: number;
  readonly runs: number;
  readonly variants: number;
  /** Of memory, now over then. */
  readonly factor?: number;
}

/** All runs of one side; no two seeds have anything in common. */
function sideOf(seed: number, { noise, runs, variants }: Kind, mib: number): readonly StoredRun[] {
  return Array.from({ length: variants }, (_, index) =>
    rowRuns({
      variant: `a/${index}`,
      memory: noisyMemory(seed * 100 + index, mib, noise, runs),
      connections: varyingCounts(seed * 100 + index, runs),
    }),
  ).flat();
}

function simulated(
  sessions: number,
  kind: Kind,
  metrics?: readonly StoredMetric[],
): readonly BaselineReport[] {
  return Array.from({ length: sessions }, (_, session) => {
    const stored = baselineOf(input(sideOf(2 * session, kind, 40)));
    const now = input(sideOf(2 * session + 1, kind, 40 * (kind.factor ?? 1)));
    return compareWithBaseline(stored, { ...now, ...(metrics === undefined ? {} : { metrics }) });
  });
}

const hasDifference = ({ comparisons }: BaselineReport): boolean =>
  comparisons.some(({ verdict }) => verdict === 'regressed' || verdict === 'improved');

function shareOf(reports: readonly BaselineReport[], metric: StoredMetric, verdict: string): number {
  const all = reports.flatMap(({ comparisons }) => comparisons.filter((each) => each.metric === metric));
  return all.filter((each) => each.verdict === verdict).length / all.length;
}

const LEVEL = 0.01;

describe('programs that are alike', () => {
  test.each([0.01, 0.02, 0.03])(
    'a session says at most one time in 100 that they differ: noise %d',
    (noise) => {
      const reports = simulated(200, { noise, runs: 10, variants: 7 });
      expect(reports.filter(hasDifference).length / reports.length).toBeLessThanOrEqual(LEVEL);
    },
  );

  test('and so where the chance is as great as may be: seven runs on each side, one comparison', () => {
    const kind = { noise: 0.01, runs: 7, variants: 1 };
    const reports = simulated(3000, kind, ['connections']);
    const differ = reports.filter(hasDifference).length;
    expect(differ / reports.length).toBeLessThanOrEqual(LEVEL);
    // Ties make it rarer than 2 in 3,432.
    expect(differ).toBeLessThanOrEqual(5);
  });

  test('counts that vary are never called the same', () => {
    const reports = simulated(50, { noise: 0.01, runs: 10, variants: 7 });
    expect(shareOf(reports, 'connections', 'unchanged')).toBe(0);
    expect(shareOf(reports, 'requests', 'unchanged')).toBe(1);
  });
});

/** docs/baselines.md has these figures: in % of 350 comparisons, each one of 35. */
test.each([
  { runs: 7, noise: 0.01, alike: 100, more: 0 },
  { runs: 10, noise: 0.01, alike: 100, more: 100 },
  { runs: 10, noise: 0.02, alike: 65, more: 97 },
  { runs: 10, noise: 0.03, alike: 9, more: 57 },
  { runs: 20, noise: 0.01, alike: 100, more: 100 },
  { runs: 20, noise: 0.02, alike: 99, more: 91 },
  { runs: 20, noise: 0.03, alike: 68, more: 25 },
])('what is found with $runs runs and noise $noise', ({ runs, noise, alike, more }) => {
  const kind = { noise, runs, variants: 7 };
  const percentOf = (factor: number, verdict: string): number =>
    Math.round(100 * shareOf(simulated(50, { ...kind, factor }), 'memory', verdict));
  expect({ alike: percentOf(1, 'unchanged'), more: percentOf(1.1, 'regressed') }).toEqual({ alike, more });
});

test('10 % more memory at a noise of 1 % is found with 10 runs on each side', () => {
  const reports = simulated(50, { noise: 0.01, runs: 10, variants: 7, factor: 1.1 });
  expect(shareOf(reports, 'memory', 'regressed')).toBeGreaterThanOrEqual(0.99);
  expect(reports.every(({ verdict }) => verdict === 'regressed')).toBe(true);
});
