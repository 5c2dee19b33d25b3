import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { check, type CheckBaseline } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { baselineOf, readBaseline, writeBaseline } from '../../src/baselines/index.ts';
import { temporaryFolder } from '../support/world.ts';
import { input, rowRuns } from './support.ts';

const baseline = baselineOf(
  input([...rowRuns({ failed: 1 }), ...rowRuns({ variant: 'b/two', summary: null })]),
);

function fileWith(text: string | Buffer): string {
  const file = join(temporaryFolder(), 'base.json');
  writeFileSync(file, text);
  return file;
}

/** The baseline as a file, with something in it changed. */
function changed(change: (value: CheckBaseline) => unknown): string {
  return fileWith(JSON.stringify(change(structuredClone(baseline))));
}

/** With another first row. */
function withRow(over: object): (value: CheckBaseline) => unknown {
  return ({ rows: [first, ...others], ...rest }) => ({ ...rest, rows: [{ ...first, ...over }, ...others] });
}

const refusal = (message: RegExp): object => ({
  name: 'HarnessError',
  code: 'results',
  exitCode: 3,
  message: expect.stringMatching(message) as string,
  hint: expect.stringContaining('fairfetch check --record FILE') as string,
});

test('what is written is read again, holds to its schema, and is all there is in the folder', async () => {
  const file = join(temporaryFolder(), 'base.json');
  await writeBaseline(file, baseline);
  expect(check('check-baseline', JSON.parse(readFileSync(file, 'utf8'))).state).toBe('valid');
  expect(await readBaseline(file)).toEqual(baseline);
  expect(readdirSync(dirname(file))).toEqual(['base.json']);
});

test('it takes the place of one that is there', async () => {
  const file = fileWith('something else');
  await writeBaseline(file, baseline);
  expect(await readBaseline(file)).toEqual(baseline);
});

test('a folder that is not there', async () => {
  const file = join(temporaryFolder(), 'no', 'base.json');
  await expect(writeBaseline(file, baseline)).rejects.toMatchObject({
    code: 'results',
    message: `${file} cannot be written: no such file or folder`,
  });
});

test('what does not hold to the schema is not written', async () => {
  const file = join(temporaryFolder(), 'base.json');
  const wrong = { ...baseline, seed: -1 };
  await expect(writeBaseline(file, wrong)).rejects.toThrow('seed must be >= 0');
  expect(readdirSync(dirname(file))).toEqual([]);
});

describe('no baseline', () => {
  test('a file that is not there', async () => {
    const file = join(temporaryFolder(), 'none.json');
    await expect(readBaseline(file)).rejects.toMatchObject(
      refusal(/none\.json cannot be read: no such file or folder$/),
    );
  });

  test('a folder', async () => {
    await expect(readBaseline(temporaryFolder())).rejects.toMatchObject(
      refusal(/cannot be read: it is a folder$/),
    );
  });

  test.each<[string, string | Buffer, RegExp]>([
    ['nothing', '', /base\.json is no baseline: it is not JSON: /],
    ['half a file', JSON.stringify(baseline).slice(0, 200), /is no baseline: it is not JSON: /],
    ['bytes', Buffer.from([0, 255, 254, 7]), /is no baseline: it is not JSON: /],
    ['null', 'null', /is no baseline: it does not say so$/],
    ['a number', '7', /is no baseline: it does not say so$/],
    ['a list', '[]', /is no baseline: it does not say so$/],
    ['a session', '{"kind":"session","format":1}', /is no baseline: its kind is "session"$/],
    ['a kind that would move a cursor', '{"kind":"\\u001b[2J"}', /its kind is "\\u001b\[2J"$/],
  ])('%s', async (_, text, message) => {
    await expect(readBaseline(fileWith(text))).rejects.toMatchObject(refusal(message));
  });
});

describe('another format', () => {
  test('is named, and who can read it', async () => {
    const file = changed((value) => ({ ...value, format: 2 }));
    await expect(readBaseline(file)).rejects.toMatchObject({
      ...refusal(/is of format 2, and this version reads format 1$/),
      hint: expect.stringMatching(/^Read it with fairfetch 0\.1\.0 that wrote it/) as string,
    });
  });

  test('of a writer that is not named', async () => {
    const file = fileWith('{"kind":"check-baseline","format":9,"provenance":null}');
    await expect(readBaseline(file)).rejects.toMatchObject({
      hint: expect.stringMatching(/^Read it with the version that wrote it/) as string,
    });
  });

  test('that is none is damage', async () => {
    const file = changed((value) => ({ ...value, format: 'one' }));
    await expect(readBaseline(file)).rejects.toMatchObject(refusal(/is damaged: format must be 1$/));
  });
});

describe('damage', () => {
  const values = baseline.rows[0]?.values;
  test.each<[string, (value: CheckBaseline) => unknown, RegExp]>([
    ['an unknown field', (value) => ({ ...value, note: '' }), /the document has an unknown field note$/],
    ['an unknown field of a row', withRow({ wallNs: [1] }), /rows\/0 has an unknown field wallNs$/],
    [
      'a time among the values',
      withRow({ values: { ...values, time: [1] } }),
      /rows\/0\/values has an unknown field time$/,
    ],
    [
      'a field that calls itself the prototype',
      (value) => JSON.parse(JSON.stringify(value).replace('{', '{"__proto__":{"seed":1},')) as unknown,
      /unknown field __proto__$/,
    ],
    ['no rows', (value) => ({ ...value, rows: undefined }), /the document lacks rows$/],
    [
      'half a connection',
      withRow({ values: { ...values, connections: [0.5] } }),
      /connections\/0 must be integer$/,
    ],
    ['less than nothing', withRow({ values: { ...values, requests: [-1] } }), /requests\/0 must be >= 0$/],
    ['no memory at all', withRow({ values: { ...values, memory: [0] } }), /memory\/0 must be >= 1$/],
    [
      'more than can be counted',
      withRow({ values: { ...values, memory: [1e300] } }),
      /memory\/0 must be <= 9007/,
    ],
    ['a name that would move a cursor', withRow({ variant: 'a\u001B[2J' }), /variant must match pattern/],
    ['a moment that is none', (value) => ({ ...value, recordedAt: 'soon' }), /recordedAt must match pattern/],
    [
      'a month that is none',
      (value) => ({ ...value, recordedAt: '2026-13-41T00:00:00.000Z' }),
      /its recordedAt is no time: 2026-13-41/,
    ],
    [
      'a row twice',
      (value) => ({ ...value, rows: [...value.rows, ...value.rows] }),
      /it has a\/one in seed twice; it has b\/two in seed twice$/,
    ],
    [
      'a scenario twice',
      (value) => ({ ...value, scenarios: [...value.scenarios, ...value.scenarios] }),
      /it has the scenario seed twice$/,
    ],
    [
      'a row of no scenario',
      withRow({ scenario: 'other' }),
      /it has a\/one in other, which is none of its scenarios$/,
    ],
    ['more failed than run', withRow({ failed: 12 }), /of 11 runs of a\/one 12 failed/],
    [
      'more values than runs',
      withRow({ runs: 9, failed: 0 }),
      /a\/one in seed has more values than runs that were ok$/,
    ],
  ])('%s', async (_, change, message) => {
    const file = changed(change);
    await expect(readBaseline(file)).rejects.toMatchObject(refusal(message));
    await expect(readBaseline(file)).rejects.toThrow(`the baseline ${file} is damaged: `);
  });

  test('of many things that are wrong a few are told', async () => {
    const file = changed((value) => ({ ...value, rows: Array.from({ length: 50 }, () => ({})) }));
    await expect(readBaseline(file)).rejects.toThrow(/(?:; [^;]+){4}; and \d+ more$/);
  });
});
