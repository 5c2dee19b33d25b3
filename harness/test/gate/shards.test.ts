import { describe, expect, test } from 'vitest';
import {
  openGate,
  type GateBlock,
  type GatePlan,
  type Measurements,
  type Verdicts,
} from '../../src/gate/index.ts';
import { shuffled } from '../../src/plan/shuffle.ts';
import { sourceFor } from '../../benches/gate/simulate.ts';

/** Any names will do. */
const VARIANTS = ['a/one @ seed', 'a/one @ slow-net', '', '__proto__', 'β|2', 'x @ y @ z'];

const plan: GatePlan = {
  variants: VARIANTS,
  metrics: [
    { name: 'time', kind: 'measured', threshold: 0.05 },
    { name: 'connections', kind: 'exact' },
    { name: 'failures', kind: 'failures' },
  ],
  budget: { blocks: 40, seconds: null },
};

/** Forty blocks of every variant; of some the candidate is slower, counts more, or fails. */
function blocksOf(seed: number): readonly GateBlock[] {
  const { random, normal } = sourceFor(seed, 'shards');
  return VARIANTS.flatMap((variant) => {
    const slower = random.below(2) * 0.3 * random.unit();
    const more = random.below(3) === 0 ? 1 : 0;
    const failing = random.below(2) * random.unit();
    const run = (isCandidate: boolean): Measurements =>
      isCandidate && random.unit() < failing
        ? { failures: 1 }
        : {
            time: Math.exp((isCandidate ? slower : 0) + 0.1 * normal()),
            connections: 10 + (isCandidate ? more : 0),
            failures: 0,
          };
    return Array.from({ length: 40 }, () => ({
      variant,
      base: run(false),
      candidate: run(true),
      baseAgain: run(false),
      seconds: 1,
    }));
  });
}

function verdictsOf(blocks: readonly GateBlock[], over: Partial<GatePlan> = {}): Verdicts {
  const gate = openGate({ ...plan, ...over });
  for (const block of blocks) gate.add(block);
  return gate.verdicts();
}

/** The same session as two shards of three variants each, which correct for so many comparisons of the other. */
function inShards(blocks: readonly GateBlock[], otherComparisons: number): Verdicts['comparisons'] {
  return [VARIANTS.slice(0, 3), VARIANTS.slice(3)].flatMap((variants) => {
    const own = blocks.filter(({ variant }) => variants.includes(variant));
    return verdictsOf(own, { variants, otherComparisons }).comparisons;
  });
}

const SEEDS = Array.from({ length: 8 }, (_, seed) => seed + 1);

describe('shards of a session', () => {
  test.each(SEEDS)('say nothing that is not said when they are joined (seed %d)', (seed) => {
    const blocks = blocksOf(seed);
    const joined = verdictsOf(blocks);
    expect(joined.canJudge).toBe(true);
    const apart = inShards(blocks, 9);
    expect(apart.map(({ pValue }) => pValue)).toEqual(joined.comparisons.map(({ pValue }) => pValue));
    for (const [index, each] of apart.entries()) {
      const whole = joined.comparisons[index] as (typeof apart)[number];
      expect(whole.holmPValue).toBeLessThanOrEqual(each.holmPValue);
      if (each.verdict !== 'inconclusive') expect(whole.verdict).toBe(each.verdict);
      if (each.kind === 'measured' && whole.kind === 'measured')
        expect(each.detectableRatio).toBe(whole.detectableRatio);
    }
  });

  test('would say more than the whole if they did not correct for each other', () => {
    const excess = SEEDS.flatMap((seed) => {
      const joined = verdictsOf(blocksOf(seed)).comparisons;
      return inShards(blocksOf(seed), 0).filter(
        ({ holmPValue }, index) => holmPValue < (joined[index]?.holmPValue ?? 0),
      );
    });
    expect(excess.length).toBeGreaterThan(SEEDS.length);
  });

  test('are the whole where the others have nothing to show', () => {
    const still: Measurements = { connections: 10, failures: 0 };
    const quiet = VARIANTS.slice(3).flatMap((variant) =>
      Array.from({ length: 40 }, () => ({
        variant,
        base: still,
        candidate: still,
        baseAgain: still,
        seconds: 1,
      })),
    );
    const own = blocksOf(1).filter(({ variant }) => VARIANTS.indexOf(variant) < 3);
    const shard = verdictsOf(own, { variants: VARIANTS.slice(0, 3), otherComparisons: 9 });
    expect(verdictsOf([...own, ...quiet]).comparisons.slice(0, 9)).toEqual(shard.comparisons);
  });

  test.each([
    [0, false],
    [100, true],
  ])(
    'a base that differs from itself is one of all comparisons: %d elsewhere',
    (otherComparisons, canJudge) => {
      const blocks = Array.from({ length: 12 }, () => ({
        variant: '',
        base: { connections: 10 },
        candidate: { connections: 10 },
        baseAgain: { connections: 11 },
        seconds: 1,
      }));
      expect(verdictsOf(blocks, { variants: [''], otherComparisons }).canJudge).toBe(canJudge);
    },
  );

  test.each([-1, 1.5, Number.NaN])('cannot have %d comparisons elsewhere', (otherComparisons) => {
    expect(() => openGate({ ...plan, otherComparisons })).toThrow('comparisons cannot be made elsewhere');
  });
});

const byName = ({ comparisons }: Verdicts): unknown =>
  Object.fromEntries(comparisons.map((each) => [`${each.variant}: ${each.metric}`, each]));

test('it does not matter in which order variants are planned, or which of them has its blocks first', () => {
  const blocks = blocksOf(3);
  const { random } = sourceFor(1, 'order');
  const own = new Map(
    VARIANTS.map((variant) => [variant, blocks.filter((each) => each.variant === variant)]),
  );
  // Blocks of each variant stay in their order.
  const mixed = shuffled(
    blocks.map(({ variant }) => variant),
    random,
  ).map((variant) => own.get(variant)?.shift() as GateBlock);
  const variants = VARIANTS.toReversed();
  expect(byName(verdictsOf(mixed, { variants }))).toEqual(byName(verdictsOf(blocks)));
});
