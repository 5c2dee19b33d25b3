import { describe, expect, test } from 'vitest';
import { deriveName, pathFlaw } from '../../src/jobs/names.ts';
import { readVectors } from '../kit/index.ts';

interface NameVectors {
  readonly cases: readonly { about: string; url: string; name: string }[];
}
interface PathVectors {
  readonly cases: readonly { about: string; path: string; safe: boolean }[];
}

const { cases } = readVectors('names') as NameVectors;

describe('deriveName', () => {
  test.each(cases)('$about', ({ url, name }) => {
    expect(deriveName(new URL(url))).toBe(name);
  });
});

describe('pathFlaw', () => {
  test.each((readVectors('paths') as PathVectors).cases)('$about', ({ path, safe }) => {
    expect(pathFlaw(path) === undefined).toBe(safe);
  });

  test('the reason is told', () => {
    expect(pathFlaw('a/../b')).toBe("it has a part '..'");
    expect(pathFlaw('/a')).toBe('it is absolute');
  });
});
