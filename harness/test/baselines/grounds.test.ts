import { describe, expect, test } from 'vitest';
import { compared, OTHER_HOST, provenanceOf, rowRuns, times, type Over, type RowParts } from './support.ts';

describe('what cannot be compared', () => {
  const COUNTS = ['connections', 'requests', 'bytesResent'];
  const ALL = ['memory', ...COUNTS, 'failures'];

  test.each<[string, Over, readonly string[], string, RegExp]>([
    ['another seed', { seed: 8 }, ALL, 'seed', /^The seed was 7, now it is 8: /],
    [
      'another scenario',
      { scenarios: [{ name: 'seed', digest: 'd2', bytes: 741_500 }] },
      ALL,
      'scenario',
      /^The scenario seed is not what it was/,
    ],
    [
      'another version of the harness',
      { provenance: provenanceOf({}, { harness: '0.2.0' }) },
      ALL,
      'harness',
      /^It was recorded by fairfetch 0\.1\.0, and this is 0\.2\.0/,
    ],
    [
      'another architecture',
      { provenance: provenanceOf({ architecture: 'arm64' }) },
      ['memory'],
      'machine',
      /: the architecture was x64, now it is arm64, and peak memory/,
    ],
    [
      'another line of kernels',
      { provenance: provenanceOf({ kernel: 'Linux 6.8.0' }) },
      ['memory'],
      'machine',
      /: the kernel was Linux 6\.1, now it is Linux 6\.8/,
    ],
    [
      'another processor',
      { provenance: provenanceOf({ cpuModel: 'Other CPU' }) },
      ['memory'],
      'machine',
      /Example CPU 3000, now it is Other CPU/,
    ],
    [
      'more memory',
      { provenance: provenanceOf({ memoryBytes: 16 * 2 ** 30 }) },
      ['memory'],
      'machine',
      /: the memory was/,
    ],
    [
      'another file system',
      { provenance: provenanceOf({}, { scratch: { fileSystem: 'ext4', keptUntilEnd: false } }) },
      ['memory'],
      'machine',
      /: the file system of the downloads was tmpfs/,
    ],
    [
      'another number of processors',
      { provenance: provenanceOf({ usableCores: 4 }) },
      ['memory', ...COUNTS],
      'machine',
      /: the number of usable cores was 2, now it is 4/,
    ],
  ])('%s', (_, over, metrics, doubt, words) => {
    const found = compared(rowRuns(), rowRuns(), over);
    const refused = found.filter(({ verdict }) => verdict === 'not-comparable');
    expect(refused.map(({ metric }) => metric)).toEqual(metrics);
    for (const each of refused) {
      expect(each).toMatchObject({ doubt, pValue: null, holmPValue: null, ratio: null, interval: null });
      expect(each.reason).toMatch(words);
      expect(each.hint).toMatch(/fairfetch check --record FILE|record the baseline anew/);
    }
    const others = found.filter((each) => !refused.includes(each));
    expect(new Set(others.map(({ verdict }) => verdict))).toEqual(
      new Set(others.length === 0 ? [] : ['unchanged']),
    );
  });

  test.each<[string, Over]>([
    ['a patch of the same kernel', { provenance: provenanceOf({ kernel: 'Linux 6.1.99-generic' }) }],
    ['another governor', { provenance: provenanceOf({ governor: 'powersave' }) }],
    [
      'another revision',
      { provenance: provenanceOf({}, { git: { revision: 'f00d', dirty: true, changes: 'x' } }) },
    ],
    ['another machine of the same kind', OTHER_HOST],
  ])('%s is in the way of nothing', (_, over) => {
    expect(compared(rowRuns(), rowRuns(), over).map(({ verdict }) => verdict)).toEqual(
      ALL.map(() => 'unchanged'),
    );
  });

  test.each<[string, RowParts['summary'], RegExp]>([
    [
      'runtime',
      { runtime: { name: 'engine', version: '3.15.0' } },
      /: version of the runtime was 3\.14\.0, now it is 3\.15\.0, and peak memory/,
    ],
    [
      'a switch of the runtime',
      { runtime: { name: 'engine', version: '3.14.0', gil: false } },
      /: gil of the runtime was not there, now it is false/,
    ],
    ['library', { libraries: { transfer: '9.0.0' } }, /: transfer was 8\.20\.0, now it is 9\.0\.0/],
    [
      'one library more',
      { libraries: { transfer: '8.20.0', tls: '1.0' } },
      /: tls was not there, now it is 1\.0/,
    ],
    ['nothing said', null, /^It is not known which runtime and libraries/],
  ])('memory with another %s', (_, summary, words) => {
    const found = compared(rowRuns(), rowRuns({ summary }));
    expect(found[0]).toMatchObject({ metric: 'memory', verdict: 'not-comparable', doubt: 'versions' });
    expect(found[0]?.reason).toMatch(words);
    expect(found.slice(1).map(({ verdict }) => verdict)).toEqual(times(4, 0).map(() => 'unchanged'));
  });

  test('another version of the program itself is what is compared', () => {
    expect(compared(rowRuns(), rowRuns({ summary: { version: '9.9.9' } }))[0]?.verdict).toBe('unchanged');
  });

  test('a program that says nothing of itself is known by what its needs printed', () => {
    const quiet = rowRuns({ summary: null });
    const with8 = { provenance: provenanceOf({}, { tools: { 'a: tool --version': 'tool 8' } }) };
    const with9 = { provenance: provenanceOf({}, { tools: { 'a: tool --version': 'tool 9' } }) };
    expect(compared(quiet, quiet, with8, with8)[0]?.verdict).toBe('unchanged');
    expect(compared(quiet, quiet, with9, with8)[0]?.reason).toMatch(
      /: a: tool --version was tool 8, now it is tool 9/,
    );
    expect(compared(quiet, quiet)[0]).toMatchObject({ verdict: 'not-comparable', doubt: 'versions' });
  });

  test.each([
    [6, 10, 'Record the baseline anew: `fairfetch check --record FILE`.'],
    [10, 6, 'Make more runs.'],
  ])('%d runs then and %d now', (then, now, hint) => {
    const found = compared(
      rowRuns({ connections: times(then, 10) }),
      rowRuns({ connections: times(now, 11) }),
    );
    expect(found.map((each) => each.verdict)).toEqual(ALL.map(() => 'not-comparable'));
    expect(found[1]).toMatchObject({ doubt: 'few-runs', hint });
  });

  test('what a file says of versions cannot move a cursor', () => {
    const library = { libraries: { transfer: '\u001B[2J\u001B[31m8\n' } };
    const found = compared(rowRuns({ summary: library }), rowRuns());
    expect(found[0]?.reason).toBe(
      'Other versions: transfer was 8 , now it is 8.20.0, and peak memory depends on that.',
    );
  });
});
