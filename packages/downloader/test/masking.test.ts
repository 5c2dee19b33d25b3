import { expect, test } from 'vitest';
import { maskCredentials } from '../src/masking.ts';
import { readVectors } from './kit/index.ts';

const { cases } = readVectors('masking') as { cases: readonly { text: string; masked: string }[] };

test.each(cases)('$text', ({ text, masked }) => {
  expect(maskCredentials(text)).toBe(masked);
});
