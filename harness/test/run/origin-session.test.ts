import { describe, expect, test } from 'vitest';
import { asOpenedSession, asTruth, sessionRequest } from '../../src/run/origin-session.ts';
import { truth } from '../support/fake-executor.ts';
import { tinyScenario } from '../support/scenario.ts';

test('sessionRequest writes every default out', () => {
  expect(sessionRequest(tinyScenario(), [{ bytes: 5 }], 7)).toEqual({
    seed: 7,
    tls: false,
    http: ['1.1'],
    hosts: 1,
    files: [{ bytes: 5 }],
    network: {
      rttMs: 1,
      jitterMs: 0,
      connectionBytesPerSecond: null,
      linkBytesPerSecond: null,
      slowStart: false,
    },
  });
});

describe('what the origin answers', () => {
  test('an account that lacks a figure is refused by name', () => {
    const { requests: _requests, ...rest } = truth([], 1);
    expect(() => asTruth(rest)).toThrow('lacks requests');
    expect(() => asTruth(null)).toThrow('lacks connections');
  });

  test('a session without a base is refused', () => {
    expect(() => asOpenedSession({ id: 's1', bases: [], files: [] })).toThrow('without id, bases or files');
    expect(() => asOpenedSession({})).toThrow('without id, bases or files');
  });
});
