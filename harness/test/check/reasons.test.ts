import type { Phases, StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { failureReasons, reasonsFor } from '../../src/check/reasons.ts';
import { okRun, usage, witness } from '../support/session.ts';

const runs = (count: number, over: Partial<StoredRun>): readonly StoredRun[] =>
  Array.from({ length: count }, (_, block) => okRun('rust/tokio', block + 1, 100, over));

const sides = (base: Partial<StoredRun>, candidate: Partial<StoredRun>) => ({
  base: runs(6, base),
  candidate: runs(3, candidate),
  bytesTotal: 1000,
});

const phases = (over: Partial<Phases>): Phases => ({
  startUpNs: 10e6,
  insideNs: 80e6,
  tailNs: 10e6,
  slots: 1,
  connectingNs: 20e6,
  waitingNs: 40e6,
  transferringNs: 20e6,
  idleNs: 0,
  drainedNs: 0,
  excessNs: 0,
  ...over,
});

const summary = (version: string): NonNullable<StoredRun['summary']> => ({
  contract: 1,
  backend: 'rust',
  variant: 'tokio',
  version: '1',
  runtime: { name: 'rustc', version: '1.95' },
  libraries: { hyper: version },
  concurrency: 1,
  durationNs: 1,
  downloads: { total: 1, ok: 1, failed: 0, skipped: 0, cancelled: 0 },
  bytes: 1,
  attempts: 1,
  peakInFlight: 1,
  errors: {},
});

const failed = (message: string): StoredRun => {
  const [run] = runs(1, { state: 'failed', failures: [{ code: 'files', message }] });
  return run as StoredRun;
};

const connections = (count: number): Partial<StoredRun> => ({
  witness: witness(1, { connections: count }),
});

describe('reasonsFor', () => {
  test('counts of the origin that are apart in every run', () => {
    const was = {
      witness: witness(1, { connections: 10, tlsHandshakes: 10, requests: 30, bodyBytes: 1000 }),
    };
    const is = { witness: witness(1, { connections: 30, tlsHandshakes: 30, requests: 30, bodyBytes: 3048 }) };
    expect(reasonsFor('connections', sides(was, is))).toEqual([
      '30 connections where there were 10',
      '30 TLS handshakes where there were 10',
      '2.0 KiB sent again where there were 0',
    ]);
  });

  test('counts that overlap are no reason', () => {
    const mixed = [9, 10, 11].flatMap((count) => runs(2, connections(count)));
    const given = { base: mixed, candidate: runs(3, connections(11)), bytesTotal: null };
    expect(reasonsFor('time', given).join()).not.toMatch(/connections/);
  });

  test('where the time went, for time alone', () => {
    const was = { phases: phases({}) };
    const is = { phases: phases({ startUpNs: 50e6 }) };
    const sentence = 'most of the difference is the start, up to the first request: 50 ms where it was 10 ms';
    expect(reasonsFor('time', sides(was, is))).toContain(sentence);
    expect(reasonsFor('memory', sides(was, is))).not.toContain(sentence);
  });

  test('CPU in the program and in the kernel', () => {
    const was = { process: usage(100e6, { userNs: 20e6, systemNs: 10e6 }) };
    const is = { process: usage(100e6, { userNs: 40e6, systemNs: 10e6 }) };
    expect(reasonsFor('cpu', sides(was, is))).toEqual([
      '40 ms of CPU in the program itself, where it was 20 ms',
    ]);
  });

  test('versions that are not the same, and remarks that only the candidate has', () => {
    const flags = [{ code: 'no-reuse', message: 'it used no connection twice' }];
    expect(
      reasonsFor('memory', sides({ summary: summary('1.0') }, { summary: summary('1.1'), flags })),
    ).toEqual(['hyper 1.1, which was 1.0', 'it used no connection twice']);
  });
});

test('failureReasons tells the most frequent first', () => {
  expect(failureReasons([failed('a'), failed('b'), failed('b')])).toEqual([
    '2 of 3 runs that failed: b',
    '1 of 3 runs that failed: a',
  ]);
});
