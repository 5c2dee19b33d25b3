import { expect, test } from 'vitest';
import { Bag } from '../src/bag.ts';

test('in, out, from every place, and twice', () => {
  const bag = new Bag<{ name: string; bagAt: number }>();
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name, bagAt: -1 })) as [never, never, never];
  for (const item of [a, b, c]) bag.add(item);
  bag.remove(a);
  bag.remove(a);
  expect(new Set(bag.items)).toEqual(new Set([b, c]));
  bag.add(a);
  bag.remove(c);
  expect(new Set(bag.items)).toEqual(new Set([a, b]));
  for (const item of [a, b]) bag.remove(item);
  expect(bag.items).toEqual([]);
});
