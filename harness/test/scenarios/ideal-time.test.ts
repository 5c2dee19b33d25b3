import type { Scenario } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../src/random.ts';
import { expandScenario, idealTimeNs, loadScenario } from '../../src/scenarios/index.ts';
import { simulate, type Client } from '../support/simulate.ts';

const MS = 1e6;

function scenario(tls: boolean, network: Scenario['network']): Scenario {
  return { ...loadScenario('latency'), tls, network };
}

const equal = (count: number, bytes: number): readonly number[] => Array.from({ length: count }, () => bytes);

function perfect(slots: number): Client {
  return { startUpNs: 0, thinkNs: 0, reuse: true, slots };
}

describe('idealTimeNs', () => {
  test('latency needs 1.05 s, as its description says', () => {
    const latency = loadScenario('latency');
    const sizes = expandScenario(latency, 1).files.map(({ bytes }) => bytes);
    expect(idealTimeNs(latency, sizes, latency.concurrency)).toBe(1050 * MS);
  });

  test.each<[string, boolean, Scenario['network'], readonly number[], number, number]>([
    ['one plain download: two round trips', false, { rttMs: 50 }, [100], 10, 100],
    ['one over TLS: three', true, { rttMs: 50 }, [100], 10, 150],
    ['more in flight than downloads: all at once', true, { rttMs: 25 }, equal(30, 9), 1000, 75],
    ['two rounds of ten, plain', false, { rttMs: 10 }, equal(20, 9), 10, 30],
    ['two rounds of ten, TLS', true, { rttMs: 10 }, equal(20, 9), 10, 40],
    ['one at a time', false, { rttMs: 10 }, equal(5, 9), 1, 60],
    ['the link alone', false, { rttMs: 0, linkBytesPerSecond: 1000 }, equal(4, 250), 2, 1000],
    ['the connection alone', false, { rttMs: 0, connectionBytesPerSecond: 1000 }, equal(4, 250), 2, 500],
    [
      'one large file is the longest',
      false,
      { rttMs: 1, connectionBytesPerSecond: 1000 },
      [5000, 1, 1],
      3,
      5002,
    ],
    ['empty files still cost their round trips', true, { rttMs: 10 }, equal(10, 0), 10, 30],
    ['nothing to do', true, { rttMs: 10 }, [], 10, 0],
    ['no latency and no rate: no limit', true, { rttMs: 0 }, equal(10, 1000), 10, 0],
    [
      'rates that are null',
      false,
      { rttMs: 0, linkBytesPerSecond: null, connectionBytesPerSecond: null },
      [9],
      1,
      0,
    ],
  ])('%s', (_about, tls, network, sizes, concurrency, idealMs) => {
    expect(idealTimeNs(scenario(tls, network), sizes, concurrency)).toBeCloseTo(idealMs * MS, 0);
  });

  test('jitter and slow start do not raise it: it stays a bound for clients that are lucky', () => {
    const plain = { rttMs: 10 };
    const rough = { rttMs: 10, jitterMs: 5, slowStart: true };
    const sizes = equal(20, 1_000_000);
    expect(idealTimeNs(scenario(true, rough), sizes, 5)).toBe(idealTimeNs(scenario(true, plain), sizes, 5));
  });
});

describe('a perfect client', () => {
  test.each<[string, boolean, Scenario['network'], readonly number[], number]>([
    ['whole rounds, plain', false, { rttMs: 50 }, equal(200, 16_384), 10],
    ['whole rounds, TLS', true, { rttMs: 25 }, equal(30, 9000), 10],
    ['all at once', true, { rttMs: 25 }, equal(30, 9000), 30],
    ['more allowed than there are', false, { rttMs: 25 }, equal(3, 9000), 30],
    [
      'whole rounds at the rate of a connection',
      false,
      { rttMs: 20, connectionBytesPerSecond: 1e6 },
      equal(40, 5e4),
      8,
    ],
    ['the link without latency', false, { rttMs: 0, linkBytesPerSecond: 1e6 }, [5e4, 1e4, 3e5, 7], 2],
    ['empty files', true, { rttMs: 10 }, equal(16, 0), 8],
  ])('takes exactly the ideal time: %s', (_about, tls, network, sizes, concurrency) => {
    const given = scenario(tls, network);
    const ideal = idealTimeNs(given, sizes, concurrency);
    const ratio = simulate(given, sizes, perfect(concurrency)) / ideal;
    expect(ratio).toBeCloseTo(1, 9);
  });
});

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)] as Item;
}

interface Trial {
  readonly given: Scenario;
  readonly sizes: readonly number[];
  readonly concurrency: number;
}

function randomTrial(random: Random): Trial {
  const rate = (): number | null =>
    random.unit() < 0.4 ? null : 1 + Math.floor(10 ** (3 + 5 * random.unit()));
  const network = {
    rttMs: pick(random, [0, 0.1, 5, 25, 300]),
    connectionBytesPerSecond: rate(),
    linkBytesPerSecond: rate(),
  };
  const sizes = Array.from({ length: 1 + random.below(40) }, () =>
    random.unit() < 0.1 ? 0 : Math.floor(10 ** (6 * random.unit())),
  );
  return { given: scenario(random.unit() < 0.5, network), sizes, concurrency: 1 + random.below(50) };
}

function randomClient(random: Random, concurrency: number): Client {
  return {
    startUpNs: random.unit() < 0.5 ? 0 : random.unit() * 1e8,
    thinkNs: random.unit() < 0.5 ? 0 : random.unit() * 1e7,
    reuse: random.unit() < 0.7,
    slots: 1 + random.below(concurrency),
  };
}

describe('no client is faster than the ideal time', () => {
  const TRIALS = 2000;
  // Room for the rounding of some hundred additions; nothing else may take a client below the bound.
  const ROUNDING = 1e-9;

  test.each([['perfect'], ['imperfect']])('%s ones, in 2,000 random scenarios', (kind) => {
    const random = createRandom(20_260, `ideal ${kind}`);
    const percents = Array.from({ length: TRIALS }, () => {
      const { given, sizes, concurrency } = randomTrial(random);
      const client = kind === 'perfect' ? perfect(concurrency) : randomClient(random, concurrency);
      const takenNs = simulate(given, sizes, client);
      return takenNs === 0 ? 0 : (100 * idealTimeNs(given, sizes, concurrency)) / takenNs;
    });
    expect(percents.every(Number.isFinite)).toBe(true);
    expect(Math.max(...percents)).toBeLessThanOrEqual(100 * (1 + ROUNDING));
    // The bound is worth something: perfect clients come near it.
    const median = percents.toSorted((left, right) => left - right)[TRIALS / 2] ?? 0;
    if (kind === 'perfect') expect(median).toBeGreaterThan(90);
  });
});

test('faults leave no ideal, and more hosts than slots cost a set-up each', () => {
  const latency = loadScenario('latency');
  const sizes = Array.from({ length: 8 }, () => 1);
  const faulty = { ...latency, faults: { reset: { share: 0.1 }, mostPerFile: 1 } };
  expect(idealTimeNs(faulty, sizes, 2)).toBe(0);
  // Eight round trips and eight set-ups on two slots.
  expect(idealTimeNs({ ...latency, hosts: 8 }, sizes, 2)).toBe(8 * 50 * MS);
  expect(idealTimeNs(latency, sizes, 2)).toBe(5 * 50 * MS);
});
