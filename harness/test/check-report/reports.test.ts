import { check } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { renderCheckJson } from '../../src/check-report/index.ts';
import { REPORTS } from './reports.ts';

describe.each(Object.entries(REPORTS))('%s', (_name, report) => {
  test('is as its schema says', () => {
    expect(check('check-report', JSON.parse(JSON.stringify(report)))).toMatchObject({ state: 'valid' });
  });

  test('comes back from JSON as it was, and is written in the same way again', () => {
    const text = renderCheckJson(report);
    expect(text.endsWith('}\n')).toBe(true);
    expect(text.split('\n')[1]).toBe('  "kind": "check-report",');
    expect(renderCheckJson(JSON.parse(text))).toBe(text);
  });
});
