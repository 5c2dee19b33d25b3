import { describe, expect, test } from 'vitest';
import { trendOf, type TrendBreak } from '../../src/trend/index.ts';
import { comparison, counted, report, type ReportParts } from './support.ts';

const comparisons = [comparison(), counted(3), comparison({ metric: 'memory', unit: 'bytes' })];

/** Between a session and a later one on other ground. */
function breakOf(
  metric: 'time' | 'memory' | 'connections',
  other: Omit<ReportParts, 'day'>,
): TrendBreak | null {
  const reports = [report({ day: 0, comparisons }), report({ day: 1, comparisons, ...other })];
  const [series] = trendOf(reports, { metric, variants: [], scenario: null }).series;
  expect(series?.points).toHaveLength(2);
  expect(series?.points[0].breakBefore).toBeNull();
  return series?.points[1]?.breakBefore ?? null;
}

const own = report({ day: 0 }).provenance;

describe('another machine', () => {
  const cases: readonly [name: string, other: Omit<ReportParts, 'day'>, what: string][] = [
    ['host', { hostHash: 'beef' }, 'another machine'],
    ['processor', { machine: { cpuModel: 'Other' } }, 'the processor'],
    ['kernel', { machine: { kernel: 'Linux 9' } }, 'the kernel'],
    ['usable cores', { machine: { usableCores: own.machine.usableCores + 1 } }, 'the number of usable cores'],
    [
      'disk',
      { provenance: { scratch: { ...own.scratch, fileSystem: 'odd' } } },
      'the file system of the downloads',
    ],
  ];

  test.each(cases)('%s: a break of what is measured', (_, other, what) => {
    for (const metric of ['time', 'memory'] as const) {
      expect(breakOf(metric, other)).toEqual({
        kind: 'machine',
        differences: [expect.objectContaining({ what })],
      });
    }
  });

  test.each(cases)('%s: counts are joined across it', (_, other) => {
    expect(breakOf('connections', other)).toBeNull();
  });
});

describe('other tools', () => {
  const tools = { ...own.tools, 'fake: tool --version': 'tool 1.2' };

  test.each(['time', 'connections'] as const)('break %s where they are those of the backend', (metric) => {
    expect(breakOf(metric, { provenance: { tools } })).toEqual({
      kind: 'tools',
      differences: [{ what: 'fake: tool --version', values: ['not there', 'tool 1.2'] }],
    });
  });

  test.each(['time', 'connections'] as const)('break %s where fairfetch is another', (metric) => {
    expect(breakOf(metric, { provenance: { harness: '9.9.9' } })).toMatchObject({
      kind: 'tools',
      differences: [{ what: 'the version of fairfetch', values: [own.harness, '9.9.9'] }],
    });
  });

  test('are named with the machine where both changed', () => {
    const found = breakOf('time', { provenance: { harness: '9.9.9' }, hostHash: 'beef' });
    expect(found).toMatchObject({
      kind: 'machine',
      differences: [{ what: 'another machine' }, { what: 'the version of fairfetch' }],
    });
  });
});

test.each<[what: string, other: Omit<ReportParts, 'day'>]>([
  ["another backend's tools", { provenance: { tools: { ...own.tools, 'peer: curl --version': 'curl 9' } } }],
  [
    'the revision, which the trend is about',
    { provenance: { git: { revision: 'f00', dirty: true, changes: 'x' } } },
  ],
  ['the version of Node', { provenance: { node: '99.0.0' } }],
  ['a little memory less', { machine: { memoryBytes: Math.round(own.machine.memoryBytes * 0.995) } }],
])('%s is no break', (_, other) => expect(breakOf('time', other)).toBeNull());

test('a machine that comes back is a break as well', () => {
  const reports = ['a', 'b', 'a'].map((hostHash, day) => report({ day, hostHash }));
  const [series] = trendOf(reports, { metric: 'time', variants: [], scenario: null }).series;
  expect(series?.points.map(({ breakBefore }) => breakBefore?.kind ?? null)).toEqual([
    null,
    'machine',
    'machine',
  ]);
});
