import { expect, test } from 'vitest';
import { firstVersion, isAtLeast } from '../../src/backends/versions.ts';

test.each([
  ['Python 3.13.0', '3.13.0'],
  ['rustc 1.90.0 (abc 2025-09-14)', '1.90.0'],
  ['v26.10.0', '26.10.0'],
  ['openjdk version "25" 2025', '25'],
  ['go version go1.25.1 linux/amd64', '1.25.1'],
  ['g++ (Debian 12.2.0-14) 12.2.0', '12.2.0'],
  ['none', null],
])('firstVersion(%j) is %j', (text, version) => {
  expect(firstVersion(text)).toBe(version);
});

test.each([
  ['3.10', '3.9', true],
  ['3.9', '3.10', false],
  ['3.10', '3.10.0', true],
  ['3.10.0', '3.10', true],
  ['4', '3.99.99', true],
  ['3.10.1', '3.10.2', false],
])('isAtLeast(%j, %j) is %j', (version, lowest, answer) => {
  expect(isAtLeast(version, lowest)).toBe(answer);
});
