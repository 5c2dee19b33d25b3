import type { Expect } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { judgeSight } from '../../../src/conformance/judge/requests.ts';
import type { Sight } from '../../../src/conformance/observation.ts';
import { request } from '../support.ts';

const FIRST = request({ headers: { range: 'bytes=5-', 'if-range': '"x"' }, status: 206, offset: 5 });
const SECOND = request({ requestNs: 10e6, firstByteNs: null, endNs: null, status: null });
const OTHER = request({ file: 'b', requestNs: 5e6, viaProxy: true });
const SIGHT: Sight = {
  requests: [FIRST, OTHER, SECOND],
  connects: [{ target: 'h:443', headers: { 'user-agent': 'x' }, status: 200 }],
  connections: 2,
};

function judge(expect_: Omit<Expect, 'exit'>) {
  return judgeSight({ exit: 0, ...expect_ }, SIGHT).map(({ expected, seen }) => `${expected} | ${seen}`);
}

describe('what the origin saw', () => {
  test.each<[Omit<Expect, 'exit'>]>([
    [
      {
        requests: {
          a: [{ status: 206, offset: 5, headers: { range: 'bytes=5-', authorization: null } }, {}],
        },
      },
    ],
    [{ requests: { a: { count: 2 }, b: { count: { atLeast: 1 } }, c: { count: 0 }, d: [] } }],
    [{ requests: { b: [{ viaProxy: true, method: 'GET', complete: true, target: { endsWith: '.bin' } }] } }],
    [{ connects: [{ target: 'h:443', headers: { 'x-token': null } }], connections: { atMost: 2 } }],
    [{ gaps: [{ file: 'a', after: 0, atLeastMs: 7 }] }],
    [
      {
        before: [
          [
            { file: 'b', request: 0 },
            { file: 'a', request: 1 },
          ],
        ],
      },
    ],
  ])('%j is as expected', (expected) => {
    expect(judge(expected)).toEqual([]);
  });

  test.each<[Omit<Expect, 'exit'>, string]>([
    [
      { requests: { a: { count: 1 } } },
      '1 requests of {a} | 2: GET with range bytes=5- answered 206 from byte 5 and GET answered with nothing',
    ],
    [
      { requests: { a: [{}] } },
      '1 request of {a} | 2: GET with range bytes=5- answered 206 from byte 5 and GET answered with nothing',
    ],
    [{ requests: { c: [{}] } }, '1 request of {c} | none'],
    [
      { requests: { a: [{ headers: { range: null } }, {}] } },
      'request 0 of {a} with header range absent | header range "bytes=5-"',
    ],
    [
      { requests: { b: [{ viaProxy: false, status: 404 }] } },
      'the request of {b} with status 404, viaProxy false | status 200, viaProxy true',
    ],
    [{ requests: { a: [{}, { status: 200 }] } }, 'request 1 of {a} with status 200 | status absent'],
    [{ connects: [] }, '0 CONNECT requests | 1: h:443'],
    [
      { connects: [{ headers: { 'user-agent': null } }] },
      'CONNECT 0 with header user-agent absent | header user-agent "x"',
    ],
    [{ connections: 1 }, '1 connections | 2'],
    [
      { gaps: [{ file: 'a', after: 0, atLeastMs: 1000 }] },
      'at least 1,000 ms between requests 0 and 1 of {a} | 7.0 ms',
    ],
    [
      { gaps: [{ file: 'b', after: 0, atLeastMs: 1 }] },
      'at least 1 ms between requests 0 and 1 of {b} | 1: GET answered 200',
    ],
    [
      {
        before: [
          [
            { file: 'a', request: 1 },
            { file: 'b', request: 0 },
          ],
        ],
      },
      'request 1 of {a} before request 0 of {b} | the other way round',
    ],
    [
      {
        before: [
          [
            { file: 'a', request: 0 },
            { file: 'b', request: 1 },
          ],
        ],
      },
      'request 0 of {a} before request 1 of {b} | no request 1 of {b}',
    ],
  ])('%j', (expected, words) => {
    expect(judge(expected)).toEqual([words]);
  });
});
