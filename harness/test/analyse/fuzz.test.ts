import { check, type Session, type Stopping, type StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analyse/index.ts';
import { createRandom, type Random } from '../../src/random.ts';
import { renderCsv, renderJson, renderMarkdown, renderTable } from '../../src/report/index.ts';
import { failedRun, okRun, session, urlSession, usage, variant, witness } from '../support/session.ts';

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)] as Item;
}

function stoppingRule(random: Random): Stopping {
  const precision = { halfWidth: 0.001 + random.unit(), confidence: 0.97, leastBlocks: 1 + random.below(4) };
  return {
    precision: random.unit() < 0.7 ? precision : null,
    budgetS: random.unit() < 0.5 ? 1 + random.below(100) : null,
  };
}

function randomSession(random: Random): Session {
  const variants = ['a/one', 'b/two', 'c/three', 'd/four'].slice(0, random.below(5)).map((id) =>
    variant(id, {
      faithful: random.unit() < 0.3,
      reuse: random.unit() < 0.7,
      concurrency: pick(random, ['asked', 'unbounded']),
    }),
  );
  const make = random.unit() < 0.2 ? urlSession : session;
  const stopping = pick(random, [undefined, undefined, stoppingRule(random)]);
  const given = make({
    variants,
    blocks: 1 + random.below(12),
    scenarios: [pick(random, ['seed', 'large', 'latency', 'mixed'])],
    skipped: random.unit() < 0.3 ? [{ variant: pick(random, ['a/one', 'go']), reason: 'not there' }] : [],
    fileSystem: pick(random, ['tmpfs', 'ext4']),
  });
  for (const scenario of given.scenarios) Object.assign(scenario, stopping && { stopping });
  return given;
}

/** Zero, one, equal values, outliers of a hundred times, the largest whole numbers there are. */
const times = [0, 1, 100e6, 100e6, 120e6, 1e10, Number.MAX_SAFE_INTEGER];

function randomRun(random: Random, scenario: string): StoredRun {
  const block = random.below(12);
  const id = pick(random, ['a/one', 'b/two', 'c/three', 'd/four', 'not/planned']);
  const wallNs = pick(random, times);
  const inside = pick(random, [null, 0, wallNs]);
  const good = okRun(id, block, 1, {
    scenario: random.unit() < 0.9 ? scenario : 'another',
    process: usage(wallNs, { peakRssBytes: pick(random, [0, 2 ** 20, 2 ** 40]) }),
    witness: witness(0, { insideNs: inside, firstRequestNs: null, connections: random.below(3) }),
    flags: random.unit() < 0.2 ? [{ code: 'odd', message: 'is odd | <b> `x` "quoted", comma' }] : [],
  });
  if (random.unit() < 0.3) {
    return {
      ...failedRun(id, block, { scenario }),
      failures: random.unit() < 0.2 ? [] : failedRun(id, 1).failures,
    };
  }
  if (random.unit() < 0.2) {
    const { process: _process, witness: _witness, files: _files, ...bare } = good;
    return bare;
  }
  return good;
}

function everyNumber(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(everyNumber) : [];
}

describe('whatever was stored', () => {
  const random = createRandom(1, 'fuzz');
  const trials = Array.from({ length: 400 }, () => {
    const given = randomSession(random);
    const name = given.scenarios[0]?.name ?? '';
    const runs = Array.from({ length: random.below(90) }, () => randomRun(random, name));
    return { given, runs, complete: random.unit() < 0.5 };
  });

  test('the report fits its schema, and has no number that is not finite', () => {
    for (const { given, runs, complete } of trials) {
      const report = analyse(given, runs, complete);
      expect(check('report', report)).toMatchObject({ state: 'valid' });
      expect(everyNumber(report).every(Number.isFinite)).toBe(true);
    }
  });

  test('every note a row names is there, and every row without a time says why', () => {
    for (const { given, runs, complete } of trials) {
      for (const { rows, notes } of analyse(given, runs, complete).scenarios) {
        for (const row of rows) {
          expect(row.notes.every((index) => notes[index] !== undefined)).toBe(true);
          if (row.state === 'failed' || row.state === 'not-run') expect(row.notes).not.toEqual([]);
        }
      }
    }
  });

  test('no format shows what is not a number, and the table fits', () => {
    for (const { given, runs, complete } of trials.slice(0, 150)) {
      const report = analyse(given, runs, complete);
      const table = renderTable(report, { columns: 100, colour: false });
      const texts = [table, renderCsv(report), renderMarkdown(report), renderJson(report)];
      for (const text of texts) expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/);
      expect(Math.max(...table.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
    }
  });
});
