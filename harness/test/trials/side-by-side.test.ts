import { expect, test } from 'vitest';
import { sideBySide } from '../../src/trials/side-by-side.ts';

test('no more at a time than allowed, and results in the order of the tasks', async () => {
  let [now, most] = [0, 0];
  const results = await sideBySide([3, 1, 2, 0], 2, async (turns, index) => {
    now += 1;
    most = Math.max(most, now);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    now -= 1;
    return `${index}:${turns}`;
  });
  expect(results).toEqual(['0:3', '1:1', '2:2', '3:0']);
  expect(most).toBe(2);
});

test('an error of one is the error of all', async () => {
  await expect(
    sideBySide([1, 2], 2, async (task) => Promise.reject(new Error(String(task)))),
  ).rejects.toThrow('1');
});
