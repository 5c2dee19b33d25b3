import type { CheckReport } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { renderCheckJunit } from '../../src/check-report/index.ts';
import { elementsOf, readXml, type XmlElement } from './read-xml.ts';
import { CANNOT_JUDGE, HOSTILE, MIXED, REGRESSED, REPORTS, STOPPED } from './reports.ts';

const casesOf = (report: CheckReport) => elementsOf(readXml(renderCheckJunit(report)), 'testcase');
const outcomeOf = ({ children }: XmlElement) => children[0]?.name ?? '';
const outcomesOf = (report: CheckReport) => new Set(casesOf(report).map(outcomeOf));

describe('the reader of XML is strict', () => {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  test.each([
    '<a>',
    '<a></b>',
    '<a x="1" x="2"/>',
    '<a x="<"/>',
    '<a>&nbsp;</a>',
    '<a>&</a>',
    '<a>&#1;</a>',
    '<a>]]></a>',
    '<a>\u0001</a>',
    '<a/><b/>',
    '<a/>text',
    '<a x=1/>',
  ])('%s', (text) => {
    expect(() => readXml(`${head}${text}`)).toThrow(Error);
  });

  test('and reads what is well-formed', () => {
    const read = readXml(`${head}<a x="&lt;1&#10;">t&amp;<b/></a>\n`);
    expect(read).toMatchObject({ attributes: { x: '<1\n' }, text: 't&', children: [{ name: 'b' }] });
  });
});

describe.each(Object.entries(REPORTS))('%s', (_name, report) => {
  const root = readXml(renderCheckJunit(report));

  test('has a test for each comparison', () => {
    expect(elementsOf(root, 'testcase').map(({ attributes }) => attributes['name'])).toEqual(
      report.comparisons.map(({ metric }) => metric),
    );
  });

  test('counts what it has', () => {
    for (const suite of [root, ...elementsOf(root, 'testsuite')]) {
      const outcomes = elementsOf(suite, 'testcase').map(outcomeOf);
      const count = (name: string) => String(outcomes.filter((each) => each === name).length);
      expect(suite.attributes).toMatchObject({
        tests: String(outcomes.length),
        failures: count('failure'),
        errors: count('error'),
        skipped: count('skipped'),
      });
    }
  });
});

test('a regression fails, with its reasons', () => {
  const [time] = casesOf(REGRESSED);
  expect(time).toMatchObject({
    attributes: { classname: 'a/one [seed]', name: 'time' },
    children: [
      {
        name: 'failure',
        attributes: { message: 'regressed: time +12.3 %' },
        text: `time +12.3 %, from +11.1 to +13.6 %, p <0.0001, 60 blocks\n${REGRESSED.comparisons[0]?.reasons.join('\n')}`,
      },
    ],
  });
});

test('not decided is skipped, or fails where it is to', () => {
  expect(outcomesOf(MIXED)).toEqual(new Set(['skipped', 'system-out']));
  expect(outcomesOf(STOPPED)).toEqual(new Set(['failure']));
  expect(outcomesOf({ ...MIXED, inconclusive: 'fail' })).toEqual(new Set(['failure', 'system-out']));
});

test('a session that cannot judge is an error of the test', () => {
  expect(outcomesOf(CANNOT_JUDGE)).toEqual(new Set(['error']));
});

test('names are told as they are, but for what XML has no place for', () => {
  const [time] = casesOf(HOSTILE);
  const { variant = '', scenario } = HOSTILE.comparisons[0] ?? {};
  const spoken = `${variant} [${scenario}]`.replaceAll(/[^\n\P{Cc}]|\p{Cs}/gu, '\uFFFD');
  expect(time?.attributes['classname']).toBe(spoken);
});
