import type { DownloadRecord, Summary, Traits } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import type { Truth } from '../../src/run/index.ts';
import { recordFlags, witnessFlags, type Account } from '../../src/verify/flags.ts';
import { truth } from '../support/fake-executor.ts';

const SUMMARY: Summary = {
  contract: 1,
  backend: 'fake',
  variant: 'good',
  version: '1',
  runtime: { name: 'fake', version: '1' },
  libraries: {},
  concurrency: 10,
  durationNs: 1,
  downloads: { total: 30, ok: 30, failed: 0, skipped: 0, cancelled: 0 },
  bytes: 300,
  attempts: 30,
  peakInFlight: 10,
  errors: {},
};

interface Change {
  readonly truth?: Partial<Truth>;
  readonly summary?: Partial<Summary>;
  readonly traits?: Partial<Traits>;
  readonly rttMs?: number;
  readonly filesOk?: number;
}

/** An account in which all agrees: 30 downloads of 10 bytes, 10 in flight, on 10 kept connections. */
function account(change: Change): Account {
  const expected = Array.from({ length: 30 }, (_, index) => ({ path: `${index}`, bytes: 10, sha256: '' }));
  return {
    traits: { model: 'threads', reuse: true, http: ['1.1'], faithful: false, ...change.traits },
    concurrency: 10,
    downloads: 30,
    rttMs: change.rttMs ?? 25,
    truth: { ...truth(expected, 10), ...change.truth },
    summary: { ...SUMMARY, ...change.summary },
    files: {
      expected: 30,
      ok: change.filesOk ?? 30,
      missing: 0,
      short: 0,
      wrong: 0,
      extra: 0,
      leftover: 0,
      examples: [],
    },
  };
}

const UNBOUNDED: Partial<Traits> = { concurrency: 'unbounded' };
const ALL_AT_ONCE: Change = {
  traits: UNBOUNDED,
  truth: { peakInFlight: 30, connections: 30, peakConnections: 30 },
  summary: { peakInFlight: 30, concurrency: 30 },
};
const FRESH: Change = { traits: { reuse: false }, truth: { connections: 30, tlsHandshakes: 30 } };

describe('witnessFlags', () => {
  test.each<[about: string, change: Change, flags: readonly string[]]>([
    ['all agrees', {}, []],
    ['all at once, and declared so', ALL_AT_ONCE, []],
    ['a connection a download, and declared so', FRESH, []],
    ['fewer connections than asked for', { truth: { connections: 9 } }, []],
    [
      'one request too many at once',
      { truth: { peakInFlight: 11 }, summary: { peakInFlight: 11 } },
      ['in-flight-above'],
    ],
    [
      'never as many as asked',
      { truth: { peakInFlight: 7 }, summary: { peakInFlight: 7 } },
      ['in-flight-below'],
    ],
    [
      'as many connections, but requests too short to be seen together',
      { rttMs: 0, truth: { peakInFlight: 3 } },
      [],
    ],
    [
      'few connections and requests too short to be seen together',
      { rttMs: 0, truth: { peakInFlight: 3, peakConnections: 5 }, summary: { peakInFlight: 5 } },
      ['in-flight-below'],
    ],
    ['all busy connecting, so fewer requests', { ...FRESH, truth: { ...FRESH.truth, peakInFlight: 8 } }, []],
    ['one connection too many', { truth: { connections: 11, tlsHandshakes: 11 } }, ['connections-above']],
    ['no connection used again', { truth: { connections: 30 } }, ['connections-above']],
    ['handshakes without connections', { truth: { tlsHandshakes: 11 } }, ['handshakes-above']],
    ['reuse that is not declared', { traits: { reuse: false } }, ['reuse-undeclared']],
    ['a request too many', { truth: { requests: 31 } }, ['requests-differ']],
    ['a request for nothing we have', { truth: { strayRequests: 1 } }, ['stray-requests']],
    ['a failed handshake', { truth: { failedHandshakes: 1 } }, ['failed-handshakes']],
    ['an undeclared HTTP version', { truth: { requestsByHttp: { '2': 30 } } }, ['http-version']],
    [
      'a declared HTTP version',
      { traits: { http: ['1.1', '2'] }, truth: { requestsByHttp: { '2': 30 } } },
      [],
    ],
    [
      'claims more in flight than there were connections',
      { summary: { peakInFlight: 64 } },
      ['in-flight-claimed'],
    ],
    ['claims less in flight than was seen', { summary: { peakInFlight: 9 } }, ['in-flight-claimed']],
    ['claims a byte more', { summary: { bytes: 301 } }, ['bytes-claimed']],
    ['claims a file more', { filesOk: 29 }, ['ok-claimed']],
    ['says it ran with another -j', { summary: { concurrency: 20 } }, ['concurrency-claimed']],
  ])('%s', (_, change, flags) => {
    expect(witnessFlags(account(change)).map((flag) => flag.code)).toEqual(flags);
  });

  test('a claim is held against the connections where they leave room for it', () => {
    const claimed = witnessFlags(
      account({ truth: { peakInFlight: 1, peakConnections: 10 }, summary: { peakInFlight: 64 } }),
    ).find(({ code }) => code === 'in-flight-claimed');
    expect(claimed?.message).toBe('says it had 64 in flight, the origin saw 10 at most');
  });

  test('connections too many tell the handshakes that came with them', () => {
    const [flag] = witnessFlags(account({ truth: { connections: 12, tlsHandshakes: 12 } }));
    expect(flag?.message).toBe('12 connections where 10 suffice, with 12 TLS handshakes');
  });

  test('a flag names both figures', () => {
    expect(witnessFlags(account({ truth: { requests: 31 } }))[0]?.message).toBe(
      '31 requests for 30 downloads',
    );
  });
});

function record(index: number, state: DownloadRecord['state']): DownloadRecord {
  return { index, state, startNs: 0, endNs: 1 };
}

describe('recordFlags', () => {
  const two = { downloads: { total: 2, ok: 1, failed: 1, skipped: 0, cancelled: 0 } };

  test('the counter agrees with the records', () => {
    expect(recordFlags({ ...SUMMARY, ...two }, [record(0, 'ok'), record(1, 'failed')])).toEqual([]);
  });

  test('the counter does not: the figures that differ are named, and only they', () => {
    expect(recordFlags({ ...SUMMARY, ...two }, [record(0, 'ok'), record(1, 'ok')])).toEqual([
      { code: 'counter-differs', message: 'its summary counts 1 ok (records: 2), 1 failed (records: 0)' },
    ]);
  });
});

const codes = (given: Account): readonly string[] => witnessFlags(given).map(({ code }) => code);
const onTwoHosts = (connections: number) => ({ ...account({ truth: { connections } }), hosts: 2 });

describe('where the scenario deals faults, or has several hosts', () => {
  const dealtFaults = { unavailable: 2, resets: 1 };

  test('a request for each fault is due, and no more', () => {
    const due = account({ truth: { requests: 33, dealtFaults } });
    expect(codes(due)).not.toContain('requests-differ');
    const more = account({ truth: { requests: 34, dealtFaults } });
    expect(witnessFlags(more).map(({ message }) => message)).toContain(
      '34 requests for 30 downloads and 3 faults',
    );
    expect(codes(account({ truth: { requests: 33 } }))).toContain('requests-differ');
  });

  test('a connection that was reset is replaced, and no other', () => {
    const asked = { requests: 33, dealtFaults };
    expect(codes(account({ truth: { ...asked, connections: 11 } }))).not.toContain('connections-above');
    expect(codes(account({ truth: { ...asked, connections: 12 } }))).toContain('connections-above');
  });

  test('bytes that a reset cut off need not all have been read', () => {
    const seen = { requests: 33, dealtFaults, bodyBytes: 320 };
    const given = (bytes: number) => ({ ...account({ truth: seen, summary: { bytes } }), bytes: 300 });
    expect([299, 300, 320, 321].map((bytes) => codes(given(bytes)).includes('bytes-claimed'))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  test('each host may need a connection for all that is in flight', () => {
    expect([20, 21].map((count) => codes(onTwoHosts(count)).includes('connections-above'))).toEqual([
      false,
      true,
    ]);
  });
});
