import { describe, expect, test } from 'vitest';
import { openGate, type GateBlock, type GatePlan, type Measurements } from '../../src/gate/index.ts';
import { blockOf, blockStream, sourceFor } from '../../benches/gate/simulate.ts';
import { gateKinds } from '../../benches/gate/kinds.ts';

const plan: GatePlan = {
  variants: ['a/one', 'b/two'],
  metrics: [
    { name: 'time', kind: 'measured', threshold: 0.05 },
    { name: 'connections', kind: 'exact' },
  ],
  budget: { blocks: 200, seconds: null },
};

/** Stands for an executor: what a run of each arm gives, and how loud the machine is. */
interface Program {
  readonly time?: number;
  readonly connections?: readonly number[];
}

function race(
  programs: Readonly<Record<'base' | 'candidate' | 'baseAgain', Program>>,
  { noise = 0.02, planned = plan, seed = 1 } = {},
): ReturnType<typeof openGate> & { readonly blocks: number } {
  const gate = openGate(planned);
  const { normal } = sourceFor(seed, 'programs');
  let blocks = 0;
  const run = ({ time = 1, connections = [10] }: Program): Measurements => ({
    time: time * Math.exp(noise * normal()),
    connections: connections[blocks % connections.length] as number,
  });
  for (let state = gate.state(); state.state === 'go-on'; state = gate.state()) {
    for (const variant of state.variants) {
      const arms = { base: run(programs.base), candidate: run(programs.candidate) };
      gate.add({ variant, ...arms, baseAgain: run(programs.baseAgain), seconds: 1 });
    }
    blocks += 1;
  }
  return { ...gate, blocks };
}

const same = { base: {}, candidate: {}, baseAgain: {} };

describe('a session', () => {
  test('in which nothing differs says so, before its budget is spent', () => {
    const gate = race(same);
    expect(gate.state()).toEqual({ state: 'decided', by: 'verdicts' });
    expect(gate.blocks).toBeLessThan(60);
    const { canJudge, comparisons } = gate.verdicts();
    expect(canJudge).toBe(true);
    expect(comparisons.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 4 }, () => 'unchanged'));
    expect(comparisons[0]).toMatchObject({ variant: 'a/one', metric: 'time', doubt: null, threshold: 0.05 });
  });

  test.each([
    ['regressed', 1.2],
    ['improved', 0.8],
  ])('finds what has %s, and how much', (verdict, time) => {
    const [found] = race({ ...same, candidate: { time } }).verdicts().comparisons;
    expect(found).toMatchObject({ verdict, kind: 'measured' });
    if (found?.kind !== 'measured') throw new TypeError('time is measured');
    expect(found.ratio).toBeCloseTo(time, 1);
    expect(found.interval?.low).toBeLessThan(time);
    expect(found.interval?.high).toBeGreaterThan(time);
    expect(found.holmPValue).toBeLessThanOrEqual(0.01);
    expect(found.detectableRatio).toBeGreaterThan(1.05);
  });

  test('calls a sure difference that does not matter unchanged', () => {
    const [found] = race({ ...same, candidate: { time: 1.02 } }, { noise: 0.005 }).verdicts().comparisons;
    expect(found?.verdict).toBe('unchanged');
  });

  test('says that it cannot tell, and what it could have seen', () => {
    const short = { ...plan, budget: { blocks: 20, seconds: null } };
    const gate = race({ ...same, candidate: { time: 1.05 } }, { noise: 0.3, planned: short });
    expect(gate.state()).toEqual({ state: 'decided', by: 'budget' });
    expect(gate.verdicts().comparisons[0]).toMatchObject({ verdict: 'inconclusive', doubt: 'imprecise' });
    const [found] = gate.verdicts().comparisons;
    expect(found?.kind === 'measured' && (found.detectableRatio ?? 0) > 1.3).toBe(true);
  });

  test('whose base differs from itself judges nothing', () => {
    const gate = race({ ...same, baseAgain: { time: 1.1 } });
    expect(gate.state()).toEqual({ state: 'decided', by: 'base-differs-from-itself' });
    const { canJudge, selfDifferences, comparisons } = gate.verdicts();
    expect(canJudge).toBe(false);
    expect(selfDifferences[0]).toMatchObject({ variant: 'a/one', metric: 'time' });
    expect(selfDifferences[0]?.ratio).toBeCloseTo(1.1, 1);
    expect(new Set(comparisons.map(({ doubt }) => doubt))).toEqual(new Set(['base-differs-from-itself']));
  });

  test('of few blocks has no interval and no verdict', () => {
    const gate = openGate(plan);
    gate.add({ variant: 'a/one', ...threeOf({ time: 1 }), seconds: 1 });
    expect(gate.verdicts().comparisons[0]).toMatchObject({
      verdict: 'inconclusive',
      doubt: 'few-blocks',
      blocks: 1,
      interval: null,
      detectableRatio: null,
    });
    expect(gate.verdicts().comparisons[2]).toMatchObject({ blocks: 0, ratio: null, doubt: 'few-blocks' });
    expect(gate.state()).toEqual({ state: 'go-on', variants: plan.variants });
  });
});

const threeOf = (values: Measurements): Pick<GateBlock, 'base' | 'candidate' | 'baseAgain'> => ({
  base: values,
  candidate: values,
  baseAgain: values,
});

function verdictOf(candidate: readonly number[], base: readonly number[]): unknown {
  const program = { connections: base };
  const found = race({ base: program, candidate: { connections: candidate }, baseAgain: program });
  return found.verdicts().comparisons[1];
}

describe('counts', () => {
  test.each([
    ['one more', [11], [10], { verdict: 'regressed', candidate: { least: 11, most: 11 } }],
    ['one less', [9], [10], { verdict: 'improved' }],
    ['the same', [10], [10], { verdict: 'unchanged' }],
    ['sometimes more', [10, 10, 11], [10], { verdict: 'inconclusive', doubt: 'counts-vary' }],
    ['more, and not always as many', [30, 29, 31], [10, 11], { verdict: 'regressed' }],
  ])('%s', (_about, candidate, base, expected) => {
    expect(verdictOf(candidate, base)).toMatchObject({ kind: 'exact', ...expected });
  });
});

describe('a budget of seconds', () => {
  const timed = { ...plan, budget: { blocks: null, seconds: 30 } };

  test('begins no block that would end after it', () => {
    const gate = race({ ...same, candidate: { time: 1.05 } }, { noise: 0.5, planned: timed });
    expect(gate.blocks).toBe(30);
    expect(() => gate.add({ variant: 'a/one', ...threeOf({}), seconds: 1 })).toThrow('budget of a/one');
  });
});

describe('what cannot be', () => {
  test.each([
    ['no budget', { budget: { blocks: null, seconds: null } }, 'budget'],
    ['no blocks', { budget: { blocks: 0, seconds: null } }, 'budget of 0 blocks'],
    ['a variant twice', { variants: ['a', 'a'] }, 'variant a is planned twice'],
    ['no metric', { metrics: [] }, 'at least one metric'],
    [
      'a threshold of 5',
      { metrics: [{ name: 'time', kind: 'measured', threshold: 5 }] },
      'threshold of time',
    ],
    ['a level of 0', { level: 0 }, 'level is 0'],
  ] satisfies [string, Partial<GatePlan>, string][])('%s', (_about, over, reason) => {
    expect(() => openGate({ ...plan, ...over })).toThrow(reason);
  });

  test('a block of nobody, and values that are none', () => {
    const gate = openGate(plan);
    expect(() => gate.add({ variant: 'c', ...threeOf({}), seconds: 1 })).toThrow('c is not in');
    expect(() => gate.add({ variant: 'a/one', ...threeOf({ time: Number.NaN }), seconds: 1 })).toThrow(
      'time of',
    );
    expect(() => gate.add({ variant: 'a/one', ...threeOf({}), seconds: -1 })).toThrow('-1 s');
  });

  test('a missing value is no value: the block counts for the other metrics', () => {
    const gate = openGate(plan);
    gate.add({ variant: 'a/one', ...threeOf({ time: null, connections: 10 }), seconds: 1 });
    expect(gate.verdicts().comparisons.map(({ blocks }) => blocks)).toEqual([0, 1, 0, 0]);
  });
});

test('the same blocks give the same verdicts, looked at or not', () => {
  const [model] = gateKinds();
  if (model === undefined) throw new RangeError('there is noise');
  const draw = blockStream(model, 60, 0.2, sourceFor(1, 'again'));
  const one = { ...plan, variants: ['variant'], metrics: [{ name: 'metric-1', kind: 'exact' }] } as const;
  const blocks = Array.from({ length: 60 }, () => blockOf('variant', [draw()]));
  const [asked, unasked] = [openGate(one), openGate(one)];
  for (const block of blocks) {
    asked.add(block);
    asked.state();
    unasked.add(block);
  }
  expect(asked.verdicts()).toEqual(unasked.verdicts());
});
