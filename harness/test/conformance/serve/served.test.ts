import type { Answer, Serve } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { placedFiles, servedFacts, sizeOf } from '../../../src/conformance/serve/served.ts';
import { START } from '../../../src/conformance/serve/server.ts';
import { sightOf } from '../../../src/conformance/serve/session.ts';
import type { Truth } from '../../../src/run/index.ts';

function serve(...answers: readonly Answer[]): Serve {
  const [first, ...rest] = answers;
  const scripted = first === undefined ? {} : { answers: [first, ...rest] as [Answer, ...Answer[]] };
  return { files: { a: { bytes: 1000, ...scripted }, b: { bytes: 5 } } };
}

/** The field is called `then`, and an object with that name must not be mistaken for a promise. */
function ending(how: Answer['then']): Answer {
  return JSON.parse(JSON.stringify({ NAME: how }).replace('NAME', 'then')) as Answer;
}

const SESSION = {
  id: 's1',
  bases: ['http://127.0.0.1:1/s1'],
  files: [
    {
      name: 'a%20b',
      bytes: 1000,
      sha256: 'plain',
      versions: [{ version: 1, bytes: 900, sha256: 'scripted', etag: '"x"' }],
    },
    { name: 'b', bytes: 5, sha256: 'other' },
  ],
};

describe('what can be known beforehand', () => {
  test('every version of every file is whole', () => {
    expect(servedFacts(serve({ version: 1, bytes: 900 }), SESSION).whole).toEqual(
      new Map([
        ['/s1/a%20b', new Set(['scripted'])],
        ['/s1/b', new Set(['other'])],
      ]),
    );
  });

  test('behind a redirect may be any of them', () => {
    expect([...(servedFacts(serve({ status: 302 }), SESSION).whole ?? []).keys()]).toEqual(['{a}', '/s1/b']);
  });

  test.each<[Answer, boolean, boolean]>([
    [{}, true, true],
    [{ status: 404 }, true, true],
    [{ raw: 'x' }, false, false],
    [{ body: 'text' }, false, true],
    [{ status: 204 }, false, true],
    [{ framing: 'close' }, true, false],
    [{ framing: 'close', afterBytes: 5, ...ending('reset') }, false, false],
    [{ afterBytes: 5, ...ending('close') }, true, false],
    [{ headers: { 'Content-Length': '5' } }, false, true],
    [{ headers: { connection: 'close' } }, true, false],
    [{ padHeaders: 100_000 }, true, false],
  ])('%j: contents are known %s, connections are kept %s', (answer, known, kept) => {
    const facts = servedFacts(serve(answer), SESSION);
    expect([facts.whole !== null, facts.keepsConnections]).toEqual([known, kept]);
  });
});

test.each([
  [null, 1000],
  [0, 1000],
  [1, 900],
  [2, 1000],
])('there is so much of version %s', (version, bytes) => {
  const file = placedFiles(serve({ version: 1, bytes: 900 }, {})).get('a');
  expect(file && sizeOf(file, version)).toBe(bytes);
});

describe('what the origin saw', () => {
  const truth = {
    connections: 3,
    requestTimeline: {
      columns: ['file', 'status', 'offset', 'bytes', 'requestNs', 'firstByteNs', 'endNs', 'complete'],
      rows: [
        [0, 206, 5, 10, 1, 2, 3, true],
        [null, 404, 0, 9, 4, 5, 6, true],
      ],
    },
    heads: [
      {
        target: '/s1/a',
        method: 'GET',
        viaProxy: true,
        headers: [
          ['X-One', '1'],
          ['Range', 'bytes=5-'],
          ['x-one', '2'],
        ],
      },
      null,
    ],
    connects: [{ target: 'h:1', headers: [['Host', 'h']], status: null }],
  } as unknown as Truth;

  test('is told by the keys of the case, headers in small letters and lines of one name joined', () => {
    expect(sightOf(truth, START, ['a', 'b'])).toEqual({
      requests: [
        {
          file: 'a',
          method: 'GET',
          target: '/s1/a',
          viaProxy: true,
          headers: { 'x-one': '1, 2', range: 'bytes=5-' },
          status: 206,
          offset: 5,
          bytes: 10,
          complete: true,
          requestNs: 1,
          firstByteNs: 2,
          endNs: 3,
        },
        expect.objectContaining({ file: null, method: '', headers: {}, status: 404 }),
      ],
      connects: [{ target: 'h:1', headers: { host: 'h' }, status: null }],
      connections: 3,
    });
  });

  test('since a mark is only what came later', () => {
    const sight = sightOf(truth, { requests: 1, connects: 1, connections: 2, bodyBytes: 0 }, ['a', 'b']);
    expect([sight.requests.length, sight.connects.length, sight.connections]).toEqual([1, 0, 1]);
  });
});
