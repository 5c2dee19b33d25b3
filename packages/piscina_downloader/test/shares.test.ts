import { expect, test } from 'vitest';
import { splitConcurrency } from '../src/shares.ts';

test.each([
  [64, 2, [32, 32]],
  [10, 4, [3, 3, 2, 2]],
  [1, 4, [1]],
  [3, 8, [1, 1, 1]],
  [5, 1, [5]],
])('%i in flight over at most %i workers', (concurrency, mostWorkers, shares) => {
  expect(splitConcurrency(concurrency, mostWorkers)).toEqual(shares);
});
