import { describe, expect, test } from 'vitest';
import { findCounterpart, type CounterpartName } from '../../src/conformance/index.ts';
import { NOT_BUILT } from '../support/binaries.ts';
import { asReport, casesFolder, conformOf } from '../support/conform.ts';
import { fakeVariant } from '../support/workspace.ts';

const PATH = process.env['PATH'] ?? '';
const NAMES = ['nginx', 'squid', 'http-server'] as const satisfies readonly CounterpartName[];
const found = new Map(
  await Promise.all(NAMES.map(async (name) => [name, await findCounterpart(name, PATH)] as const)),
);

const FILES = { a: { bytes: 70_000, path: 'a.bin' }, b: { bytes: 5000, path: 'sub/b%20b.txt' } };
const casesFor = (name: CounterpartName) => [
  {
    name: 'plain',
    serve: { files: FILES },
    urls: ['{a}', '{b}'],
    expect: {
      exit: 0,
      files: { 'a.bin': { of: 'a' }, 'b%20b.txt': { of: 'b' } },
      records: [{ state: 'ok', status: 200 }, {}],
      requests: {
        a: [
          {
            status: 200,
            method: 'GET',
            headers: {
              range: null,
              host: '{hostport0}',
              // Only a proxy says that it was on the way.
              via: name === 'squid' ? { has: ['squid'] } : null,
            },
          },
        ],
        b: { count: 1 },
      },
      connections: { atMost: 5 },
    },
  },
  // What is expected is wrong: a witness sees that, and nobody else does.
  {
    name: 'seen',
    serve: { files: FILES },
    urls: ['{a}'],
    expect: { exit: 0, requests: { a: [{ headers: { range: 'bytes=1-' } }] } },
  },
  {
    name: 'scripted',
    serve: { files: { a: { bytes: 5, answers: [{}] } } },
    urls: ['{a}'],
    expect: { exit: 0 },
  },
];

const SEEN: Readonly<Record<CounterpartName, readonly [string, readonly string[]]>> = {
  nginx: ['failed', []],
  squid: ['failed', []],
  'http-server': ['passed', ['requests']],
};
const UNTOLD: Readonly<Record<CounterpartName, readonly string[]>> = {
  nginx: [],
  squid: ['connections'],
  'http-server': ['requests', 'connections'],
};

describe.skipIf(NOT_BUILT !== null)('against a server that we did not write', () => {
  for (const name of NAMES) {
    test.skipIf(found.get(name) === null)(`${name}: what it can serve, judged by what it tells`, async () => {
      const cases = casesFolder(...casesFor(name));
      const args = ['--against', name, '--format', 'json', '--level', 'races'];
      const { code, stdout, stderr } = await conformOf([fakeVariant('proxied')], args, {
        casesFolder: cases,
      });
      const report = asReport(stdout);
      expect(stderr).toContain('serves 2 of 3 cases; of the others, 1: its server follows a script');
      expect(report.against).toMatch(new RegExp(`^${name} [\\d.]+$`));
      expect(report.results.map(({ case: id }) => id)).toEqual(['own/plain', 'own/seen']);
      const { 0: plain, 1: seen } = report.results;
      expect(plain?.findings).toBeUndefined();
      expect([seen?.state, seen?.unwitnessed ?? []]).toEqual(SEEN[name]);
      expect(plain?.unwitnessed ?? []).toEqual(UNTOLD[name]);
      expect(code).toBe(seen?.state === 'passed' ? 0 : 1);
    });
  }

  test('one that is not installed is told, and is no failure', async () => {
    const env = { ...process.env, PATH: '/nowhere' };
    const name = NAMES.find((each) => each === 'http-server');
    const { code, stdout, stderr } = await conformOf([fakeVariant('good')], ['--against', String(name)], {
      env,
    });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'conformance: 0 passed, 0 failed, 1 skipped\n',
      stderr: 'http-server is not installed here, so nothing is run against it\n',
    });
  });
});
