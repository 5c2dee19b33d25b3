import { expect, test } from 'vitest';
import { DigestNumbers } from '../../src/jobs/digest-numbers.ts';

test('texts to numbers, through every growth', () => {
  const numbers = new DigestNumbers();
  const texts = Array.from({ length: 300_000 }, (_, at) => `name-${at}`);
  for (const [at, text] of texts.entries()) numbers.set(text, at + 1);
  expect(texts.every((text, at) => numbers.get(text) === at + 1)).toBe(true);
  expect(numbers.get('name-300000')).toBe(0);
  numbers.set('name-7', 99);
  expect(numbers.get('name-7')).toBe(99);
});
