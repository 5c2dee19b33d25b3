import { describe, expect, test } from 'vitest';
import { planBlocks } from '../../src/plan/index.ts';

const variants = ['a', 'b', 'c', 'd'];
const plan = (seed: number, label = 'seed', blocks = 6): readonly (readonly string[])[] =>
  planBlocks({ variants, blocks, seed, label });

/** Pearson's statistic against equal chances. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

const tally = (items: readonly string[]): readonly number[] =>
  [...Map.groupBy(items, (item) => item).values()].map(({ length }) => length);

describe('planBlocks', () => {
  test('gives one block more than are counted: the warm-up', () => {
    expect(plan(1)).toHaveLength(7);
    expect(plan(1, 'seed', 1)).toHaveLength(2);
  });

  test('runs every variant once in every block', () => {
    for (const block of plan(2, 'seed', 200)) expect(block.toSorted()).toEqual(variants);
  });

  test('is the same for the same seed and label, and another for others', () => {
    expect(plan(3)).toEqual(plan(3));
    expect(plan(3)).not.toEqual(plan(4));
    expect(plan(3)).not.toEqual(plan(3, 'small'));
  });

  test('does not change from version to version', () => {
    expect(plan(1, 'seed', 2).map((block) => block.join(' '))).toMatchInlineSnapshot(`
      [
        "a d b c",
        "c d b a",
        "a c b d",
      ]
    `);
  });

  test('leaves its input alone', () => {
    plan(5);
    expect(variants).toEqual(['a', 'b', 'c', 'd']);
  });

  test.each([[[]], [['only']]])('plans %j too', (few: readonly string[]) => {
    expect(planBlocks({ variants: few, blocks: 2, seed: 1, label: 'x' })).toEqual([few, few, few]);
  });

  test('gives every order the same chance, over blocks of one seed', () => {
    const orders = plan(6, 'uniform', 24_000).map((block) => block.join(''));
    const counts = tally(orders);
    expect(counts).toHaveLength(24);
    // 49.73: the 0.1 % point of chi-square with 23 degrees of freedom. The seed is fixed, so this holds or never does.
    expect(chiSquare(counts)).toBeLessThan(49.73);
  });

  test('gives every order the same chance, over neighbouring seeds', () => {
    const orders = Array.from({ length: 12_000 }, (_, seed) => plan(seed, 'uniform', 1)[1]?.join('') ?? '');
    const counts = tally(orders);
    expect(counts).toHaveLength(24);
    expect(chiSquare(counts)).toBeLessThan(49.73);
  });
});
