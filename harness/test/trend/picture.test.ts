import { describe, expect, test } from 'vitest';
import { axisOf } from '../../src/trend/svg/axis.ts';
import { drawTrend, trendOf, type TrendSeries } from '../../src/trend/index.ts';
import { comparison, counted, figure, report, type ReportParts } from './support.ts';
import { xmlProblem } from './well-formed.ts';

type Metric = Parameters<typeof axisOf>[0];

function picture(parts: readonly ReportParts[], metric: Metric = 'time'): string {
  return drawTrend(trendOf(parts.map(report), { metric, variants: [], scenario: null }));
}

const of = (...medians: readonly number[]): readonly ReportParts[] =>
  medians.map((median, day) => ({
    day,
    comparisons: [comparison({ candidate: figure(median, median / 100) })],
  }));

const joints = (svg: string): string =>
  (/class="line" d="([^"]*)"/.exec(svg)?.[1] ?? '').replaceAll(/[^ML]/g, '');

describe('the check of this test', () => {
  test.each(['<a', '<a>', '<a></b>', '<a>&</a>', '<a b="<"/>', '<a b="1" b="2"/>', '<a>\u0001</a>', '</a>'])(
    'refuses %s',
    (text) => {
      expect(xmlProblem(text)).not.toBeNull();
    },
  );
});

test.each([
  'retry <all> & "everything" \'now\'',
  '</title></svg><script>alert(1)</script>',
  ']]> <!-- &#0; &amp;',
  '\u0000\u0001\uFFFE\uD800 \u001B[31m\u202E',
  '" onload="alert(1)',
])('a hostile text stays text: %j', (text) => {
  const svg = picture([
    { day: 0, side: { subject: text } },
    {
      day: 1,
      side: { revision: null, name: text },
      machine: { kernel: text },
      comparisons: [comparison(), comparison({ variant: text, scenario: text || 'x' })],
    },
    { day: 2, comparisons: [comparison({ variant: text, scenario: text || 'x' })] },
  ]);
  expect(xmlProblem(svg)).toBeNull();
  expect(svg).not.toMatch(/<script|<[^>]* onload=/);
});

test('nothing is fetched from elsewhere', () => {
  expect(picture(of(1e6, 2e6)).replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
    /https?:|url\(|@import|href/,
  );
});

describe('the line', () => {
  test('goes on where nothing changed', () => expect(joints(picture(of(1e6, 2e6, 3e6)))).toBe('MLL'));

  test('is broken by another machine, which is drawn and named', () => {
    const [one, two, three] = of(1e6, 2e6, 3e6) as [ReportParts, ReportParts, ReportParts];
    const svg = picture([
      one,
      { ...two, machine: { kernel: 'Linux 9' } },
      { ...three, machine: { kernel: 'Linux 9' } },
    ]);
    expect(joints(svg)).toBe('MML');
    expect(svg.match(/class="break"/g)).toHaveLength(1);
    expect(svg).toContain('>machine changed: kernel</text>');
  });

  test('is broken by what was not measured, which has a mark of its own', () => {
    const none = { day: 1, comparisons: [comparison({ candidate: null })] };
    const [one, , three] = of(1e6, 2e6, 3e6) as [ReportParts, ReportParts, ReportParts];
    const svg = picture([one, none, three]);
    expect(joints(svg)).toBe('MM');
    expect(svg).toContain('not measured</text>');
  });

  test('of counts goes on over another machine', () => {
    const parts = ['a', 'b'].map((hostHash, day) => ({ day, hostHash, comparisons: [counted(day)] }));
    const svg = picture(parts, 'connections');
    expect(joints(svg)).toBe('ML');
    expect(svg).not.toContain('class="break"');
  });
});

test('of many breaks side by side none has a label over the next one', () => {
  const parts = Array.from({ length: 60 }, (_, day) => ({ day, hostHash: `${day}` }));
  const svg = picture(parts);
  expect(svg.match(/class="break"/g)).toHaveLength(59);
  expect(svg).not.toContain('faint small');
});

const axis = (metric: Metric, ...comparisons: readonly ReturnType<typeof comparison>[]) => {
  const parts = comparisons.map((each, day) => report({ day, comparisons: [each] }));
  const [series] = trendOf(parts, { metric, variants: [], scenario: null }).series;
  return axisOf(metric, series as TrendSeries);
};
const texts = (...args: Parameters<typeof axis>): readonly string[] =>
  axis(...args).ticks.map(({ text }) => text);
const times = (...ms: readonly number[]) =>
  ms.map((each) => comparison({ candidate: figure(each * 1e6, each * 1e4) }));
const counts = (...values: readonly number[]) => values.map((each) => counted(each));

describe('the axis', () => {
  test.each<[name: string, ticks: readonly string[], args: Parameters<typeof axis>]>([
    ['times', ['95', '100', '105', '110', '115', '120', '125'], ['time', ...times(100, 123)]],
    ['one time', ['99.0', '99.5', '100.0', '100.5', '101.0'], ['time', ...times(100)]],
    ['the same count', ['9', '10', '11'], ['connections', ...counts(10, 10)]],
    ['no count at all', ['0', '1'], ['connections', ...counts(0, 0)]],
    ['counts, which are whole', ['1', '2', '3'], ['connections', ...counts(1, 3)]],
    [
      'failures',
      ['none', 'some', 'all'],
      ['failures', comparison({ metric: 'failures', candidate: figure(0) })],
    ],
  ])('%s', (_, ticks, args) => expect(texts(...args)).toEqual(ticks));

  test('covers all that is drawn, whatever the size', () => {
    for (const ms of [0.003, 0.4, 7, 99, 1234, 56_789, 1e7]) {
      const { low, high, unit } = axis('time', ...times(ms, ms * 1.37));
      const nearly = 1 + 1e-9;
      expect(low).toBeLessThanOrEqual(((ms * 0.99e6) / unit.size) * nearly);
      expect(high * nearly).toBeGreaterThanOrEqual((ms * 1.37 * 1.01e6) / unit.size);
    }
  });

  test('that does not start at 0 says so', () => {
    expect(picture(of(100e6, 123e6))).toContain('the axis starts at 95, not at 0');
    expect(
      picture(
        [
          { day: 0, comparisons: [counted(0)] },
          { day: 1, comparisons: [counted(2)] },
        ],
        'connections',
      ),
    ).not.toContain('not at 0');
  });
});

test.each(['regressed', 'improved', 'unchanged', 'inconclusive'] as const)(
  '%s has a shape of its own',
  (verdict) => {
    const svg = picture([{ day: 0, comparisons: [comparison({ verdict })] }]);
    const shapes = [...svg.matchAll(/class="mark (\w+)" d="M[\d.]+ [\d.]+([^"]*)"/g)].map(
      ([, name, shape]) => ({ name, shape }),
    );
    const own = shapes.filter(({ name }) => name === verdict);
    expect(own).toHaveLength(2);
    expect(new Set(own.map(({ shape }) => shape)).size).toBe(1);
    expect(shapes.filter(({ name, shape }) => name !== verdict && shape === own[0]?.shape)).toEqual([]);
  },
);
