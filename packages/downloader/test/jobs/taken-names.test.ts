import { describe, expect, test } from 'vitest';
import { TakenNames } from '../../src/jobs/taken-names.ts';
import { readVectors } from '../kit/index.ts';

interface NameVectors {
  readonly collisions: readonly { about: string; names: string[]; results: string[] }[];
}

const { collisions } = readVectors('names') as NameVectors;

// All kept whole, all as digests, and some of each.
describe.each([1000, 0, 1])('TakenNames, the first %i kept whole', (mostKeptWhole) => {
  test.each(collisions)('$about', ({ names, results }) => {
    const taken = new TakenNames(mostKeptWhole);
    expect(names.map((name) => taken.takeDerived(name))).toEqual(results);
  });

  test('an explicit path that is taken is refused, also by a derived name', () => {
    const taken = new TakenNames(mostKeptWhole);
    expect(taken.takeDerived('a.bin')).toBe('a.bin');
    expect(taken.takeExplicit('a.bin')).toBe(false);
    expect(taken.takeExplicit('b.bin')).toBe(true);
    expect(taken.takeDerived('b.bin')).toBe('b-2.bin');
  });

  test('ten thousand of one name are numbered without being looked up again', () => {
    const taken = new TakenNames(mostKeptWhole);
    const names = Array.from({ length: 10_000 }, () => taken.takeDerived('same.bin'));
    expect(new Set(names).size).toBe(10_000);
    expect(names.at(-1)).toBe('same-10000.bin');
  });
});
