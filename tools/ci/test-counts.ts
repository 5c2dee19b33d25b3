import { stripVTControlCharacters } from 'node:util';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The closing lines of the runners in use. Each names a count before or after its word, in any order. */
const CLOSING_LINES = [
  /\bTests {2}.*\(\d+\)\s*$/, // vitest:  Tests  1 failed | 11 passed | 2 skipped (14)
  /\btest result: (?:ok|FAILED)\..*/, // cargo: test result: ok. 3 passed; 0 failed; 1 ignored; ...
  /(?:^|[ =])\d+ (?:passed|failed|skipped|errors?)\b.* in [\d.]+s\b.*/, // pytest: 5 passed, 1 skipped in 0.31s
  /\bconformance: \d+ passed, \d+ failed, \d+ skipped\s*$/, // our own: conformance: 800 passed, 1 failed, 0 skipped
];

const WORDS: Readonly<Record<keyof TestCounts, RegExp>> = {
  passed: /(\d+) passed/g,
  failed: /(\d+) (?:failed|errors?)\b/g,
  skipped: /(\d+) (?:skipped|ignored|todo)/g,
};

function sumOf(word: RegExp, line: string): number {
  let sum = 0;
  for (const [, count] of line.matchAll(word)) sum += Number(count);
  return sum;
}

/** The sum over every runner's closing line in a log; colours and prefixes before the line do not matter. */
export function addUp(log: string): TestCounts {
  const sums = { passed: 0, failed: 0, skipped: 0 };
  for (const line of stripVTControlCharacters(log).split('\n')) {
    const closing = CLOSING_LINES.map((pattern) => pattern.exec(line)?.[0]).find(
      (match) => match !== undefined,
    );
    if (closing === undefined) continue;
    sums.passed += sumOf(WORDS.passed, closing);
    sums.failed += sumOf(WORDS.failed, closing);
    sums.skipped += sumOf(WORDS.skipped, closing);
  }
  return sums;
}
