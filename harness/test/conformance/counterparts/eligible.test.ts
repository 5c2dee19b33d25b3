import type { ConformanceCase } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { suiteCase } from '../../../src/conformance/cases/suite-case.ts';
import { fileOf, whyNotServed, type Skills } from '../../../src/conformance/counterparts/eligible.ts';
import { httpServer } from '../../../src/conformance/counterparts/http-server.ts';
import { nginx } from '../../../src/conformance/counterparts/nginx.ts';
import { squid } from '../../../src/conformance/counterparts/squid.ts';

const PLAIN = {
  serve: { files: { a: { bytes: 5, path: 'a.bin' } } },
  urls: ['{a}'],
  expect: { exit: 0 },
} as const;
const { nginx: n, squid: s, http: h } = { nginx: nginx.skills, squid: squid.skills, http: httpServer.skills };
const ALL = [n, s, h];

function why(over: Partial<ConformanceCase>, skills: Skills): string | null {
  const given = { name: 'x', title: 'x', level: 'races', rule: 'x', catches: ['x'], ...PLAIN, ...over };
  return whyNotServed(suiteCase('g', given as ConformanceCase), skills);
}

function servedAt(path: string): Partial<ConformanceCase> {
  return { serve: { files: { a: { bytes: 5, path } } } };
}

describe('which cases a server that is not ours can serve', () => {
  test('plain files', () => {
    expect(ALL.map((skills) => why({}, skills))).toEqual([null, null, null]);
  });

  test.each<[Partial<ConformanceCase>, string]>([
    [{ serve: undefined as never }, 'needs no server'],
    [{ serve: { files: { a: { bytes: 5, answers: [{}] } } } }, 'its server follows a script'],
    [{ serve: { ...PLAIN.serve, tls: true, certificate: 'expired' } }, 'its server shows a bad certificate'],
    [{ serve: { ...PLAIN.serve, network: { rttMs: 5 } } }, 'it has a network of its own'],
    [{ serve: { ...PLAIN.serve, hosts: 2 } }, 'it has several hosts'],
    [{ serve: { ...PLAIN.serve, proxy: { connect: 'accept' } } }, 'it has a proxy of its own'],
    [{ env: { http_proxy: 'x' } }, 'it has a proxy of its own'],
    [{ expect: { exit: 2 } }, 'nothing is to be downloaded'],
    [{ input: { repeat: { line: '{a}', times: 5000 } } }, 'it asks how much a server can carry'],
  ])('%j: none of them', (over, reason) => {
    expect(ALL.map((skills) => why(over, skills))).toEqual([reason, reason, reason]);
  });

  const goesOn = { dir: { 'a.bin.part.json': { text: '' } } };
  const waits = { act: [{ when: { requests: 1 }, do: { signal: 'SIGINT' } }] } as Partial<ConformanceCase>;
  test.each<[string, Partial<ConformanceCase>, readonly boolean[]]>([
    ['TLS goes through a proxy', { serve: { ...PLAIN.serve, tls: true } }, [false, true, false]],
    ['ranges', goesOn, [true, true, false]],
    ['ETags', { urls: ['{a}?{etag:a}'] }, [true, true, false]],
    ['acts that wait for a witness', waits, [true, true, false]],
    ['other servers beside the one', { urls: ['{a}', 'http://{closed}/x'] }, [true, false, true]],
    ['a very long URL', { urls: ['{a}?{repeat:x:9000}'] }, [true, false, true]],
    ['a path that is no file’s', servedAt('x%2Fy'), [false, true, false]],
    ['a path that is no text', servedAt('x%FF'), [true, true, false]],
  ])('%s', (_what, over, served) => {
    expect(ALL.map((skills) => why(over, skills) === null)).toEqual(served);
  });
});

test.each([
  ['a.bin', 'a.bin'],
  ['x/a%20b', 'x/a b'],
  ['%FF%0A', '\u00FF\n'],
  ['sub/', null],
  ['', null],
  ['a%2Fb', null],
  ['..', null],
  ['%2e%2E/x', null],
  ['a%00', null],
  ['x'.repeat(256), null],
  [undefined, null],
])('the file of %s', (path, file) => {
  expect(fileOf(path)).toBe(file);
});
