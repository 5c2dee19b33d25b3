import { describe, expect, test } from 'vitest';
import { deriveName, isSafePath, TakenNames } from '../src/names.ts';
import { readVectors } from './kit/index.ts';

interface NameVectors {
  readonly cases: readonly { about: string; url: string; name: string }[];
  readonly collisions: readonly { about: string; names: string[]; results: string[] }[];
}
interface PathVectors {
  readonly cases: readonly { about: string; path: string; safe: boolean }[];
}

const { cases, collisions } = readVectors('names') as NameVectors;

describe('deriveName', () => {
  test.each(cases)('$about', ({ url, name }) => {
    expect(deriveName(new URL(url))).toBe(name);
  });
});

describe('TakenNames', () => {
  test.each(collisions)('$about', ({ names, results }) => {
    const taken = new TakenNames();
    expect(names.map((name) => taken.takeDerived(name))).toEqual(results);
  });

  test('an explicit path that is taken is refused, also by a derived name', () => {
    const taken = new TakenNames();
    expect(taken.takeDerived('a.bin')).toBe('a.bin');
    expect(taken.takeExplicit('a.bin')).toBe(false);
    expect(taken.takeExplicit('b.bin')).toBe(true);
    expect(taken.takeDerived('b.bin')).toBe('b-2.bin');
  });
});

describe('isSafePath', () => {
  test.each((readVectors('paths') as PathVectors).cases)('$about', ({ path, safe }) => {
    expect(isSafePath(path)).toBe(safe);
  });
});
