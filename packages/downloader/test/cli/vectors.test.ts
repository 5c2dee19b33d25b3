import { describe, expect, test } from 'vitest';
import { parseHeader, type HeaderLine } from '../../src/cli/headers.ts';
import { helpText } from '../../src/cli/help.ts';
import { parseSeconds, parseSize } from '../../src/cli/values.ts';
import { readVectors } from '../kit/index.ts';

describe('--header', () => {
  const { cases } = readVectors('headers') as {
    cases: readonly (HeaderLine & { given: string; error?: string })[];
  };

  test.each(cases)('$given', ({ given, name, value, error }) => {
    if (error === undefined) expect(parseHeader(given)).toEqual({ name, value });
    else expect(() => parseHeader(given)).toThrow(error);
  });

  test.each(['X-A: 1\u0000', 'X-A: \u0001', 'X-A: \u007f'])('%j is refused', (given) => {
    expect(() => parseHeader(given)).toThrow("--header takes 'NAME: VALUE'");
  });
});

describe('--max-size', () => {
  const { cases } = readVectors('sizes') as { cases: readonly { given: string; bytes: number | null }[] };

  test.each(cases)('$given', ({ given, bytes }) => {
    expect(parseSize(given) ?? null).toBe(bytes);
  });
});

describe('seconds', () => {
  const { cases } = readVectors('seconds') as { cases: readonly { given: string; seconds: number | null }[] };

  test.each(cases)('$given', ({ given, seconds }) => {
    expect(parseSeconds(given) ?? null).toBe(seconds);
  });
});

test('the help is the one of all languages, word for word', () => {
  const { lines } = readVectors('help') as { lines: readonly string[] };
  const entry = { about: 'about it', load: () => Promise.reject(new Error('not loaded for help')) };
  const strategies = { one: entry, two: entry };
  const expected = lines.flatMap((line) => {
    if (line === '{demonstration}') return [];
    if (line === '{strategies}')
      return Object.keys(strategies).map((name) => `  ${name.padEnd(26)}  about it`);
    return [line.replace('{command}', 'p').replace('{default}', 'one')];
  });
  const text = helpText({ name: 'p', backend: 'b', version: '1', strategies });
  expect(text.split('\n')).toEqual([...expected, '']);
});
