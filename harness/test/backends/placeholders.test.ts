import { describe, expect, test } from 'vitest';
import { fillIn, unfillable } from '../../src/backends/placeholders.ts';

const VALUES = { input: '/run/jobs', dir: '/run/$& {input}', concurrency: '10', cacert: '/ca.pem' };

describe('fillIn', () => {
  test.each<[part: string, filled: string]>([
    ['{input}', '/run/jobs'],
    ['--parallel-max={concurrency}', '--parallel-max=10'],
    ['{concurrency}{concurrency}:{cacert}', '1010:/ca.pem'],
    // What is filled in is not looked at again.
    ['{dir}', '/run/$& {input}'],
    ['plain } and {', 'plain } and {'],
  ])('%s', (part, filled) => {
    expect(fillIn(['program', part], VALUES)).toEqual(['program', filled]);
  });
});

describe('unfillable', () => {
  test.each<[command: readonly string[], reason: string | null]>([
    [['program', '{input}', '-j{concurrency}', '{dir}', '{cacert}', '}{'], null],
    [
      ['program', '{input}', '{speed}'],
      'its command has {speed}; there are {input} {dir} {concurrency} {cacert}',
    ],
    [['program', '{}'], 'its command has {}; there are {input} {dir} {concurrency} {cacert}'],
  ])('%j', (command, reason) => {
    expect(unfillable(command)).toBe(reason);
  });
});
