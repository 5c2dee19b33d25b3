import { describe, expect, test } from 'vitest';
import { annotationsOf } from '../../src/check-report/index.ts';
import { lane, measured, report, SURE } from './fixtures.ts';
import { CANNOT_JUDGE, HOSTILE, MIXED, NOTHING, PASSED, REGRESSED, REPORTS, STOPPED } from './reports.ts';

const levels = (lines: readonly string[]) => lines.map((line) => /^::(\w+) /.exec(line)?.[1]);

describe('annotations', () => {
  test('a regression is an error with its reasons below it', () => {
    expect(annotationsOf(REGRESSED)).toEqual([
      '::error title=a/one regressed::time +12.3 %25, connections 10 -> 30%0A30 connections where there were 10%0Amost of the difference is connecting, handshakes included: 31 ms where it was 10 ms',
    ]);
  });

  test('not decided is a warning, improved a notice', () => {
    expect(levels(annotationsOf(MIXED))).toEqual([
      'warning',
      'warning',
      'warning',
      'warning',
      'notice',
      'notice',
    ]);
    expect(levels(annotationsOf(CANNOT_JUDGE))).toEqual(['warning']);
    expect(levels(annotationsOf(NOTHING))).toEqual(['notice']);
    expect(annotationsOf(PASSED)).toEqual([]);
    expect(annotationsOf(STOPPED)[0]).toMatch(/^::warning title=Stopped before the end::inconclusive: /);
  });

  test.each([
    ['error', { verdict: 'regressed', doubt: null }],
    ['warning', { verdict: 'inconclusive', doubt: 'imprecise' }],
    ['notice', { verdict: 'improved', doubt: null }],
  ] as const)('GitHub shows ten of a level: more of %s are summed up', (level, over) => {
    const of = (count: number) => {
      const names = Array.from({ length: count }, (_, index) => `a/n${index}`);
      return annotationsOf(
        report(
          names.map((variant) => measured('time', 100, 1.5, { ...SURE, variant, ...over })),
          { lanes: names.map((variant) => lane({ variant })) },
        ),
      );
    };
    expect(levels(of(10))).toEqual(Array.from({ length: 10 }, () => level));
    expect(of(10).at(-1)).toContain('a/n9');
    expect(levels(of(25))).toEqual(Array.from({ length: 10 }, () => level));
    expect(of(25).at(-1)).toMatch(/title=16 more::16 more /);
  });

  test.each(Object.entries(REPORTS))('%s: each is one command, and nothing else is one', (_name, of) => {
    for (const line of annotationsOf(of)) {
      expect(line).toMatch(/^::(error|warning|notice) title=[^:,\r\n]+::[^\r\n]+$/);
      expect(line.replaceAll(/%(25|0A|0D|3A|2C)/g, '')).not.toContain('%');
    }
  });

  test('what looks like an escape is escaped', () => {
    const [error = ''] = annotationsOf(HOSTILE);
    expect(error).toContain('%250A%3A%3Aerror%3A%3Ax');
    expect(error).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
