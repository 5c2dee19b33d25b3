import { describe, expect, test } from 'vitest';
import {
  BUFFER_BYTES,
  judge,
  type Aftermath,
  type Asked,
  type Left,
} from '../../../src/trials/kill/judge.ts';

const BYTES = 3 * 1024 * 1024;
const WHOLE: Left = { whole: BYTES, part: null, described: false };
const PART: Left = { whole: null, part: 2_000_000, described: true };
const GONE_ON: Asked = { requests: 1, bytes: BYTES - 2_000_000, offset: 2_000_000 };
const FROM_ZERO: Asked = { requests: 1, bytes: BYTES, offset: 0 };

function aftermath(left: Left | null, asked: Asked | null, more: Partial<Aftermath> = {}): Aftermath {
  return {
    files: [{ path: 'a', bytes: BYTES, chunked: false }],
    left: new Map(left === null ? [] : [['a', left]]),
    asked: new Map(asked === null ? [] : [['a', asked]]),
    exitCode: 0,
    wrong: [],
    leftOver: [],
    stops: new Map(),
    ...more,
  };
}

describe('judge', () => {
  test.each<[string, Aftermath, object]>([
    ['nothing was there yet', aftermath(null, FROM_ZERO), { resumable: 0, resumed: 0, resentBytes: 0 }],
    ['it was whole and is not asked for again', aftermath(WHOLE, null), { resumable: 0, resentBytes: 0 }],
    ['a part is gone on with', aftermath(PART, GONE_ON), { resumable: 1, resumed: 1, resentBytes: 0 }],
    [
      'a part that nothing describes, shorter than a buffer, is sent again',
      aftermath({ whole: null, part: 5_000, described: false }, FROM_ZERO),
      { resumable: 0, resentBytes: 5_000, mostResentBytes: 5_000 },
    ],
    [
      'what stood still was on the disk but for a buffer',
      aftermath(PART, GONE_ON, { stops: new Map([['a', 2_000_000 + BUFFER_BYTES]]) }),
      { resumed: 1 },
    ],
  ])('%s', (_about, seen, figures) => {
    expect(judge(seen)).toMatchObject({ findings: [], ...figures });
  });

  test.each<[string, Aftermath, string]>([
    [
      'a part is thrown away',
      aftermath(PART, FROM_ZERO),
      `a: 2000000 of ${BYTES} bytes were on the disk, and 2000000 of them were sent again`,
    ],
    [
      'a whole file is sent again',
      aftermath(WHOLE, FROM_ZERO),
      `a: ${BYTES} of ${BYTES} bytes were on the disk, and ${BYTES} of them were sent again`,
    ],
    [
      'half a file stood under the final name',
      aftermath({ whole: 5, part: null, described: false }, null),
      `a: 5 of ${BYTES} bytes stood under the final name`,
    ],
    [
      'nothing was written while it came',
      aftermath(null, FROM_ZERO, { stops: new Map([['a', 2_000_000]]) }),
      'a: 2000000 bytes had come and only 0 of them were on the disk',
    ],
    ['a wrong file', aftermath(WHOLE, null, { wrong: ['a'] }), 'a: not the bytes that were served'],
    ['something is left over', aftermath(WHOLE, null, { leftOver: ['a.part'] }), 'a.part: left over'],
    [
      'the last run fails',
      aftermath(WHOLE, null, { exitCode: 1 }),
      'the run that was left in peace ended with exit code 1',
    ],
    [
      'the last run dies',
      aftermath(WHOLE, null, { exitCode: null }),
      'the run that was left in peace ended with a signal',
    ],
  ])('%s', (_about, seen, finding) => {
    expect(judge(seen).findings).toEqual([finding]);
  });
});
