import { expect, test } from 'vitest';
import { sentence } from '../../src/analyse/sentence.ts';

test.each([
  ['plain words', 'plain words.'],
  ['has its full stop.', 'has its full stop.'],
  ['a question?', 'a question?'],
  ['two\nlines\r\n\tand a tab ', 'two lines and a tab.'],
  ['\u001B[31mred\u001B[0m \u001B]0;title\u0007text', 'red text.'],
  ['null\u0000 and right-to-left \u202E marks', 'null and right-to-left marks.'],
])('sentence(%j)', (text, expected) => {
  expect(sentence(text)).toBe(expected);
});

test('cuts what goes on for too long', () => {
  expect(sentence('x'.repeat(10_000))).toBe(`${'x'.repeat(400)}…`);
  expect(sentence('😀'.repeat(500)).isWellFormed()).toBe(true);
});
