import { describe, expect, test } from 'vitest';
import { atomAt, medianOf, medianResamples, resample } from '../../benches/bootstrap.ts';
import { sourceFor } from '../../benches/study.ts';

/** The median of each of the n^n resamples, one by one. */
function everyMedian(sorted: readonly number[]): readonly number[] {
  const n = sorted.length;
  return Array.from({ length: n ** n }, (_, number) => {
    const drawn = Array.from(
      { length: n },
      (_none, place) => sorted[Math.floor(number / n ** place) % n] ?? 0,
    );
    return medianOf(drawn.toSorted((left, right) => left - right));
  });
}

describe('medianResamples', () => {
  test.each([[[1, 2, 4]], [[1, 2, 4, 8]], [[1, 2, 4, 8, 16]], [[1, 2, 4, 8, 16, 32]]])(
    'of %j is what all resamples give, one by one',
    (sorted) => {
      const medians = everyMedian(sorted);
      for (const value of new Set(medians)) {
        const share = medians.filter((median) => median === value).length / medians.length;
        const atoms = medianResamples(sorted).filter((atom) => Math.abs(atom.value - value) < 1e-12);
        expect(atoms.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(share, 10);
      }
    },
  );

  test.each([5, 8, 15, 20, 40])('weighs 1 in all: n = %i', (n) => {
    const atoms = medianResamples(Array.from({ length: n }, (_, index) => index ** 2));
    expect(atoms.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
    expect(atoms.every(({ weight }) => weight > -1e-12)).toBe(true);
  });

  test('has its quantiles where the weight is reached', () => {
    const atoms = medianResamples([1, 2, 3]);
    // 7/27 of the resamples have the median 1, 13/27 have 2.
    expect([0.25, 0.26, 0.74, 0.75, 1].map((share) => atomAt(atoms, share))).toEqual([1, 2, 2, 3, 3]);
  });
});

test('resample draws as many as there are, sorted, and each about as often', () => {
  const source = sourceFor(1, 'resample');
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 2000; draw += 1) {
    const drawn = resample([1, 2, 3, 4], source);
    expect(drawn).toHaveLength(4);
    expect(drawn.toSorted((left, right) => left - right)).toEqual(drawn);
    for (const value of drawn) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  for (const value of [1, 2, 3, 4]) expect((counts.get(value) ?? 0) / 8000).toBeCloseTo(0.25, 1);
});
