import type { DownloadRecord } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import type { Truth } from '../../src/run/index.ts';
import { requestFlags } from '../../src/verify/request-flags.ts';
import { truth } from '../support/fake-executor.ts';

/** Three downloads of two files: the first one twice. */
const JOBS = [
  { file: 0, path: 'a-0.bin' },
  { file: 1, path: 'b-0.bin' },
  { file: 0, path: 'a-1.bin' },
];
const EXPECTED = JOBS.map(({ path }) => ({ path, bytes: 10, sha256: '' }));

interface Seen {
  readonly file: number | null;
  readonly status?: number;
  readonly bytes?: number;
  readonly complete?: boolean;
}
const HONEST: readonly Seen[] = JOBS.map(({ file }) => ({ file }));

function account(seen: readonly Seen[], over: Partial<Truth> = {}): Truth {
  const columns = ['file', 'status', 'bytes', 'requestNs', 'firstByteNs', 'endNs', 'complete'];
  const rows = seen.map(({ file, status = 200, bytes = 10, complete = true }) => {
    return [file, status, bytes, 1, 2, 3, complete];
  });
  return { ...truth(EXPECTED, 1), requests: seen.length, requestTimeline: { columns, rows }, ...over };
}

function record(index: number, over: Partial<DownloadRecord> = {}): DownloadRecord {
  return { index, state: 'ok', attempts: 1, startNs: 0, endNs: 1, ...over };
}
const RECORDS = JOBS.map((_, index) => record(index));

function messages(seen: readonly Seen[], records: readonly DownloadRecord[] | null = RECORDS) {
  const flags = requestFlags({ truth: account(seen), jobs: JOBS, expected: EXPECTED, records });
  return Object.fromEntries(flags.map(({ code, message }) => [code, message]));
}

describe('requestFlags', () => {
  test('every request claimed, every download served', () => {
    expect(messages(HONEST)).toEqual({});
  });

  test('a retry that is claimed is sent again, and no secret', () => {
    const seen = [...HONEST, { file: 1, bytes: 4, complete: false }];
    expect(messages(seen, [record(0), record(1, { attempts: 2 }), record(2)])).toEqual({
      'bytes-resent': '34 bytes of files were sent where 30 suffice, 4 again',
    });
  });

  test('an attempt that was refused cost a request and no bytes', () => {
    const seen = [...HONEST, { file: 1, status: 503, bytes: 20 }];
    expect(messages(seen, [record(0), record(1, { attempts: 2 }), record(2)])).toEqual({});
  });

  test('requests nobody claims are counted for each file', () => {
    const seen = [...HONEST, { file: 1, status: 503, bytes: 0 }, { file: 0, status: 503, bytes: 0 }];
    expect(messages(seen)).toEqual({
      'requests-unclaimed': '2 requests that no record claims, the first for a-0.bin',
    });
  });

  test('one that is claimed for another file is claimed by nobody', () => {
    const seen = [{ file: 0 }, { file: 0 }, { file: 0, bytes: 10 }];
    expect(messages(seen)).toEqual({
      'requests-unclaimed': '1 request that no record claims, the first for a-0.bin',
      'downloads-unrequested': '1 download claimed and never served, the first b-0.bin',
    });
  });

  test('a download whose only answer broke off was not served', () => {
    const seen = [{ file: 0 }, { file: 0 }, { file: 1, bytes: 3, complete: false }];
    expect(messages(seen)).toEqual({
      'downloads-unrequested': '1 download claimed and never served, the first b-0.bin',
    });
  });

  test('a download that is not claimed as ok need not have been served', () => {
    const records = [record(0), record(1, { state: 'failed' }), record(2)];
    expect(messages([{ file: 0 }, { file: 0 }, { file: 1, status: 404 }], records)).toEqual({});
  });

  test('a peer claims nothing, and what it was sent again still counts', () => {
    expect(Object.keys(messages([...HONEST, { file: 0 }], null))).toEqual(['bytes-resent']);
  });

  test('an account that leaves requests out proves nothing', () => {
    const short = account(HONEST.slice(1), { requests: 3 });
    expect(requestFlags({ truth: short, jobs: JOBS, expected: EXPECTED, records: RECORDS })).toEqual([]);
  });
});
