import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { failsMore, failuresPValue, NO_FAILURES, withBlock, type Failures } from '../../src/gate/failures.ts';
import { shuffled } from '../../src/plan/shuffle.ts';
import type { Random } from '../../src/random.ts';
import { sourceFor } from '../../benches/gate/simulate.ts';
import { failureStudies, failureStudy, failureTable } from '../../benches/gate/study-failures.ts';

/** Whether the judged arm and the others fail in one block. */
type Draw = () => readonly boolean[];

/** All p-values of one comparison, after every block. */
function pValuesOf(draw: Draw, blocks: number): readonly number[] {
  let failures = NO_FAILURES;
  return Array.from({ length: blocks }, () => {
    const [judged, ...others] = draw();
    failures = withBlock(failures, judged === true, others);
    return failuresPValue(failures);
  });
}

const drawOf =
  (random: Random, rates: readonly number[]): Draw =>
  () =>
    rates.map((rate) => random.unit() < rate);

const SESSIONS = 1500;
const BLOCKS = 120;

/** Share of sessions in which the level was reached at any block. */
function shareWrong(draw: Draw, level: number): number {
  const sessions = Array.from({ length: SESSIONS }, () => pValuesOf(draw, BLOCKS));
  return sessions.filter((all) => all.some((pValue) => pValue <= level)).length / SESSIONS;
}

/** The level and three standard errors of a share that is at it. */
const mostFor = (level: number): number => level + 3 * Math.sqrt((level * (1 - level)) / SESSIONS);

describe('alike arms, looked at after every block', () => {
  test.each([0.01, 0.2, 0.5, 1])('that fail with chance %d are hardly ever told apart', (rate) => {
    for (const arms of [2, 3]) {
      const { random } = sourceFor(1, 'alike', rate, arms);
      const draw = drawOf(random, Array<number>(arms).fill(rate));
      for (const level of [0.05, 0.2]) expect(shareWrong(draw, level)).toBeLessThanOrEqual(mostFor(level));
    }
  });

  test('whichever place of a block fails, and in whichever block', () => {
    const { random } = sourceFor(1, 'places');
    let block = 0;
    const draw = (): readonly boolean[] => {
      block += 1;
      // The first place fails mostly, and in some blocks all do.
      const rates = block % 7 < 2 ? [0.9, 0.8, 0.8] : [0.9, 0.1, 0];
      return shuffled(rates, random).map((rate) => random.unit() < rate);
    };
    expect(shareWrong(draw, 0.05)).toBeLessThanOrEqual(mostFor(0.05));
    // As long as it is random which arm has which place.
    const undrawn = (): readonly boolean[] => [0.9, 0.1, 0].map((rate) => random.unit() < rate);
    expect(shareWrong(undrawn, 0.05)).toBe(1);
  });
});

describe('at the strictest level of 40 comparisons', () => {
  const records = failureStudies({ seed: 1, sessions: 1000 });

  test('what the docs say is found is found', () => {
    const docs = readFileSync(new URL('../../../docs/gate.md', import.meta.url), 'utf8');
    expect(docs).toContain(failureTable(records).trim());
    expect(records.map(({ wrongWay }) => wrongWay)).toEqual(records.map(() => 0));
  });

  test.each([
    ['always', { candidate: 1, base: 0 }, 9],
    ['never, and its base always does', { candidate: 0, base: 1 }, 9],
    ['in three of ten runs', { candidate: 0.3, base: 0 }, 35],
  ])('a candidate that fails %s is found in as few blocks', (_about, rates, blocks) => {
    expect(failureStudy(rates, { seed: 2, sessions: 100 }).medianBlocks).toBeLessThanOrEqual(blocks);
  });
});

function failuresOf(blocks: readonly (readonly boolean[])[]): Failures {
  return blocks.reduce(
    (failures, [judged, ...others]) => withBlock(failures, judged === true, others),
    NO_FAILURES,
  );
}

describe('whatever the labels', () => {
  const { random } = sourceFor(1, 'labels');
  const sessions = Array.from({ length: 50 }, () => {
    const draw = drawOf(random, [random.unit(), random.unit(), random.unit()]);
    return Array.from({ length: 30 }, draw);
  });

  test('the two copies of the base may change places', () => {
    const turned = sessions.map((blocks) => blocks.map(([judged, one, other]) => [judged, other, one]));
    expect(turned.map((blocks) => failuresOf(blocks as boolean[][]))).toEqual(sessions.map(failuresOf));
  });

  test('to fail less is to do well more', () => {
    for (const blocks of sessions) {
      const seen = failuresOf(blocks);
      const mirrored = failuresOf(blocks.map((block) => block.map((fails) => !fails)));
      expect(failuresPValue(mirrored)).toBeCloseTo(failuresPValue(seen), 12);
      if (failuresPValue(seen) < 1) expect(failsMore(mirrored)).toBe(!failsMore(seen));
    }
  });

  test('blocks in which all arms come out the same change nothing but their number', () => {
    for (const blocks of sessions.slice(0, 10)) {
      const more = failuresOf(blocks.flatMap((block) => [block, [true, true, true], [false, false, false]]));
      expect(more.blocks).toBe(90);
      expect(failuresPValue(more)).toBe(failuresPValue(failuresOf(blocks)));
    }
  });
});
