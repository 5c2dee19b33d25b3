import type { Scenario } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { expandScenario, loadScenario, scenarioNames } from '../../src/scenarios/index.ts';

const mixed = loadScenario('mixed');
const seed = loadScenario('seed');

const digest = (scenario: Scenario, of = 1): string => expandScenario(scenario, of).digest;

describe('expandScenario', () => {
  test.each([
    ['seed', 6, 30, 741_500],
    ['small', 5000, 5000, 5000 * 4096],
    ['large', 4, 4, 2 ** 30],
    ['latency', 200, 200, 200 * 16_384],
  ])('%s has %i files, %i jobs and %i bytes, whatever the seed', (name, files, jobs, bytes) => {
    for (const each of [0, 1, 2 ** 52]) {
      const expanded = expandScenario(loadScenario(name), each);
      expect([expanded.files.length, expanded.jobs.length, expanded.bytes]).toEqual([files, jobs, bytes]);
    }
  });

  test('goes through the list of files once a copy, and gives every job its own path', () => {
    const { jobs } = expandScenario(seed, 1);
    expect(jobs.map(({ file }) => file).slice(0, 13)).toEqual([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0]);
    expect(jobs[0]?.path).toBe('file-00000-0.bin');
    expect(jobs[29]?.path).toBe('file-00005-4.bin');
    expect(new Set(jobs.map(({ path }) => path)).size).toBe(30);
  });

  test('a file fetched once has no copy in its name', () => {
    expect(expandScenario(mixed, 1).jobs[199]?.path).toBe('file-00199.bin');
  });

  test.each(scenarioNames())(
    '%s: every job names a file there is, and the bytes are the sum over jobs',
    (name) => {
      const { files, jobs, bytes } = expandScenario(loadScenario(name), 9);
      expect(jobs.every(({ file }) => files[file] !== undefined)).toBe(true);
      expect(jobs.reduce((sum, { file }) => sum + (files[file]?.bytes ?? 0), 0)).toBe(bytes);
    },
  );
});

describe('sizes drawn', () => {
  test('are the same for the same seed, and others for another', () => {
    expect(expandScenario(mixed, 1)).toEqual(expandScenario(mixed, 1));
    expect(expandScenario(mixed, 1).files).not.toEqual(expandScenario(mixed, 2).files);
  });

  test('are whole, within the limits, and log-normal: median and sigma are found again', () => {
    const many: Scenario = {
      ...mixed,
      files: [
        { count: 40_000, logNormal: { medianBytes: 32_768, sigma: 1.5, minBytes: 0, maxBytes: 2 ** 40 } },
      ],
    };
    const logs = expandScenario(many, 3).files.map(({ bytes }) => Math.log(bytes));
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const sigma = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length);
    // Five standard errors: 0.0375 for the mean, 0.027 for sigma.
    expect(Math.abs(mean - Math.log(32_768))).toBeLessThan(0.0375);
    expect(Math.abs(sigma - 1.5)).toBeLessThan(0.027);
  });

  test('outside the limits are set to the limit', () => {
    const narrow: Scenario = {
      ...mixed,
      files: [{ count: 500, logNormal: { medianBytes: 1000, sigma: 2, minBytes: 900, maxBytes: 1100 } }],
    };
    const sizes = expandScenario(narrow, 4).files.map(({ bytes }) => bytes);
    expect(Math.min(...sizes)).toBe(900);
    expect(Math.max(...sizes)).toBe(1100);
    expect(sizes.every(Number.isInteger)).toBe(true);
  });

  test('let the mixed scenario take one to three seconds at the rate of its link', () => {
    const rate = mixed.network.linkBytesPerSecond ?? 0;
    for (let each = 0; each < 50; each += 1) {
      const seconds = expandScenario(mixed, each).bytes / rate;
      expect(seconds).toBeGreaterThan(0.9);
      expect(seconds).toBeLessThan(3);
    }
  });
});

describe('digest', () => {
  test('is of what a run does: words and the number of blocks do not change it, nor defaults written out', () => {
    expect(digest(seed)).toMatch(/^[0-9a-f]{64}$/);
    expect(digest({ ...seed, title: 'x', about: 'y', blocks: 3 })).toBe(digest(seed));
    expect(digest({ ...seed, http: ['1.1'], work: 'none', network: { rttMs: 25, slowStart: false } })).toBe(
      digest(seed),
    );
    expect(digest(seed, 2)).toBe(digest(seed));
  });

  test.each<[string, Scenario]>([
    ['concurrency', { ...seed, concurrency: 11 }],
    ['TLS', { ...seed, tls: false }],
    ['network', { ...seed, network: { rttMs: 26 } }],
    ['copies', { ...seed, copies: 4 }],
    ['sizes', { ...seed, files: [{ count: 6, bytes: 1 }] }],
    ['work', { ...seed, work: 'sha256' }],
  ])('changes with the %s', (_about, other) => {
    expect(digest(other)).not.toBe(digest(seed));
  });

  test('changes with the seed where sizes are drawn', () => {
    expect(digest(mixed, 1)).not.toBe(digest(mixed, 2));
  });
});
