import { describe, expect, test } from 'vitest';
import { matchesPattern, selectVariants, withoutPeers } from '../../src/backends/select.ts';
import type { Backends, RaceVariant } from '../../src/backends/types.ts';

const IDS = ['rust/tokio', 'rust/threads', 'python/threads', 'python/seed-threads'];

test.each<[pattern: string, matching: readonly string[]]>([
  ['rust', ['rust/tokio', 'rust/threads']],
  ['threads', ['rust/threads', 'python/threads', 'python/seed-threads']],
  ['rust/*', ['rust/tokio', 'rust/threads']],
  ['*/threads', ['rust/threads', 'python/threads']],
  ['*tokio', ['rust/tokio']],
  ['????/tokio', ['rust/tokio']],
  ['threads*', []],
  ['rust.threads', []],
  ['(rust)*', []],
  ['go', []],
])('%s names %j', (pattern, matching) => {
  expect(IDS.filter((id) => matchesPattern(id, pattern))).toEqual(matching);
});

describe('selectVariants', () => {
  const backends: Backends = {
    variants: IDS.map((id) => ({ id }) as RaceVariant),
    skipped: [{ variant: 'java/virtual', reason: 'needs java' }],
    tools: {},
  };

  test('without patterns everything is kept', () => {
    expect(selectVariants(backends, [])).toBe(backends);
  });

  test('with patterns what any of them names is kept, left out or not', () => {
    const { variants, skipped } = selectVariants(backends, ['tokio', 'java']);
    expect(variants.map(({ id }) => id)).toEqual(['rust/tokio']);
    expect(skipped).toEqual(backends.skipped);
  });

  test('each pattern must name something', () => {
    expect(() => selectVariants(backends, ['tokio', 'cobol'])).toThrow('--only cobol names no variant');
  });
});

test('withoutPeers leaves out who does not speak the contract, with the reason', () => {
  const ours = { id: 'rust/tokio', input: null } as RaceVariant;
  const peer = { id: 'curl/parallel', input: 'curl-config' } as RaceVariant;
  const skipped = [{ variant: 'java/virtual', reason: 'needs java' }];
  expect(withoutPeers({ variants: [ours, peer], skipped, tools: {} }, 'no origin')).toEqual({
    variants: [ours],
    skipped: [...skipped, { variant: 'curl/parallel', reason: 'no origin' }],
    tools: {},
  });
});
