import { describe, expect, test } from 'vitest';
import { letterDisplay } from '../../src/analyse/letters.ts';
import { createRandom } from '../../src/random.ts';

const display = (count: number, ...pairs: readonly (readonly [number, number])[]): string =>
  letterDisplay(count, pairs)
    .map((letters) => letters.join(''))
    .join(' ');

/** Every pair of the rows. */
const pairsOf = (count: number): readonly (readonly [number, number])[] =>
  Array.from({ length: count }, (_, one) =>
    Array.from({ length: count - one - 1 }, (_none, more) => [one, one + more + 1] as const),
  ).flat();

describe('letterDisplay', () => {
  test.each([
    ['no row', display(0), ''],
    ['one row', display(1), 'a'],
    ['rows of which none was told apart', display(4), 'a a a a'],
    ['rows that were all told apart', display(3, ...pairsOf(3)), 'a b c'],
    ['a chain: neighbours are tied, the ends are not', display(3, [0, 2]), 'a ab b'],
    ['two groups', display(4, [0, 2], [0, 3], [1, 2], [1, 3]), 'a a b b'],
    ['a row that was told from its neighbours but from no one else', display(4, [0, 1], [1, 2]), 'a b a ab'],
    // Piepho's own point: what the order of the means would make one group need not be one.
    ['outer rows tied, the middle one apart', display(3, [0, 1], [1, 2]), 'a b a'],
  ])('%s', (_about, shown, expected) => {
    expect(shown).toBe(expected);
  });

  test('two rows share a letter exactly if they were not told apart, and no letter could be spared', () => {
    const random = createRandom(1, 'letters');
    for (let trial = 0; trial < 300; trial += 1) {
      const count = 1 + random.below(12);
      const share = random.unit();
      const apart = pairsOf(count).filter(() => random.unit() < share);
      const letters = letterDisplay(count, apart);
      for (const [one, other] of pairsOf(count)) {
        const tied = !apart.some(([left, right]) => left === one && right === other);
        expect(letters[one]?.some((letter) => letters[other]?.includes(letter))).toBe(tied);
      }
      expect(letters.every((each) => each.length > 0)).toBe(true);
      const members = [...new Set(letters.flat())].map((letter) =>
        letters.flatMap((each, row) => (each.includes(letter) ? [row] : [])),
      );
      const spare = members.filter((group, index) =>
        members.some((other, at) => at !== index && group.every((row) => other.includes(row))),
      );
      expect(spare).toEqual([]);
    }
  });

  test('letters come in the order of the rows', () => {
    const random = createRandom(2, 'order');
    for (let trial = 0; trial < 100; trial += 1) {
      const apart = pairsOf(8).filter(() => random.unit() < 0.5);
      const firsts = [...new Set(letterDisplay(8, apart).flat())];
      expect(firsts).toEqual(firsts.toSorted());
    }
  });

  test('after z come aa, ab, …', () => {
    const letters = letterDisplay(28, pairsOf(28)).flat();
    expect(letters.slice(24)).toEqual(['y', 'z', 'aa', 'ab']);
    expect(new Set(letters).size).toBe(28);
  });
});
