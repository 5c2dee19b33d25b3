import { describe, expect, it } from 'vitest';
import { addUp } from '../../ci/test-counts.ts';

describe('adding up what the runners printed', () => {
  it.each([
    ['vitest', '      Tests  12 passed (12)', { passed: 12, failed: 0, skipped: 0 }],
    ['vitest, mixed', ' Tests  1 failed | 11 passed | 2 skipped (14)', { passed: 11, failed: 1, skipped: 2 }],
    [
      'vitest, coloured',
      '\u001B[2m Tests \u001B[22m \u001B[1m\u001B[32m3 passed\u001B[39m\u001B[22m\u001B[90m (3)\u001B[39m',
      { passed: 3, failed: 0, skipped: 0 },
    ],
    ['vitest with a prefix', 'contract:       Tests  2 passed (2)', { passed: 2, failed: 0, skipped: 0 }],
    [
      'cargo',
      'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s',
      { passed: 3, failed: 0, skipped: 1 },
    ],
    [
      'cargo, failed',
      'test result: FAILED. 2 passed; 5 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.01s',
      { passed: 2, failed: 5, skipped: 0 },
    ],
    ['pytest', '====== 5 passed, 1 skipped in 0.31s ======', { passed: 5, failed: 0, skipped: 1 }],
    [
      'the conformance suite',
      'conformance: 1234 passed, 2 failed, 5 skipped',
      { passed: 1234, failed: 2, skipped: 5 },
    ],
    ['pytest -q', '5 passed in 0.31s', { passed: 5, failed: 0, skipped: 0 }],
    [
      'pytest, an error outside a test',
      '=== 1 failed, 4 passed, 2 errors in 61.20s (0:01:01) ===',
      { passed: 4, failed: 3, skipped: 0 },
    ],
    ['files are not tests', ' Test Files  2 passed (2)', { passed: 0, failed: 0, skipped: 0 }],
    ['prose is not a result', 'the 3 passed tests', { passed: 0, failed: 0, skipped: 0 }],
  ])('%s', (_runner, line, counts) => {
    expect(addUp(`before\n${line}\nafter`)).toEqual(counts);
  });

  it('sums over runners', () => {
    const log =
      'Tests  2 passed (2)\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\n4 passed in 1s';
    expect(addUp(log)).toEqual({ passed: 9, failed: 0, skipped: 1 });
  });
});
