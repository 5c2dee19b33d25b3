import { describe, expect, test } from 'vitest';
import {
  openGate,
  type Gate,
  type GateBlock,
  type GatePlan,
  type GateState,
  type Measurements,
} from '../../src/gate/index.ts';

const plan: GatePlan = {
  variants: ['one @ here', 'two @ there'],
  metrics: [
    { name: 'time', kind: 'measured', threshold: 0.05 },
    { name: 'connections', kind: 'exact' },
    { name: 'failures', kind: 'failures' },
  ],
  budget: { blocks: 60, seconds: null },
};

/** Whether a run fails, by the number of its block. */
type Fails = (block: number) => boolean;

const always: Fails = () => true;
const never: Fails = () => false;
const once: Fails = (block) => block === 3;
const everyFourth: Fails = (block) => block % 4 === 3;

interface Arms {
  readonly base?: Fails;
  readonly candidate?: Fails;
  readonly baseAgain?: Fails;
}

function runOf(fails: boolean): Measurements {
  return fails ? { time: null, failures: 1 } : { time: 1, connections: 10, failures: 0 };
}

function blockOf(variant: string, number: number, arms: Arms): GateBlock {
  const { base = never, candidate = never, baseAgain = base } = arms;
  return {
    variant,
    base: runOf(base(number)),
    candidate: runOf(candidate(number)),
    baseAgain: runOf(baseAgain(number)),
    seconds: 1,
  };
}

interface Raced extends Gate {
  readonly ended: GateState;
  readonly blocks: Readonly<Record<string, number>>;
}

/** The arms of each variant that fail, the others never. */
function race(failing: Readonly<Record<string, Arms>>, planned: GatePlan = plan): Raced {
  const gate = openGate(planned);
  const blocks: Record<string, number> = Object.fromEntries(planned.variants.map((variant) => [variant, 0]));
  let ended = gate.state();
  for (; ended.state === 'go-on'; ended = gate.state()) {
    for (const variant of ended.variants) {
      const number = blocks[variant] as number;
      gate.add(blockOf(variant, number, failing[variant] ?? {}));
      blocks[variant] = number + 1;
    }
  }
  return { ...gate, ended, blocks };
}

const ofFirst = (gate: Gate): readonly unknown[] => gate.verdicts().comparisons.slice(0, 3);

describe('a candidate that always fails', () => {
  test('is found in a dozen blocks among forty comparisons, and its variant given up', () => {
    const gate = race({ 'one @ here': { candidate: always } }, { ...plan, otherComparisons: 34 });
    expect(gate.blocks['one @ here']).toBeLessThanOrEqual(12);
    expect(gate.ended).toEqual({ state: 'decided', by: 'failures' });
    expect(gate.givenUp()).toEqual(['one @ here']);
    expect(ofFirst(gate)).toMatchObject([
      { metric: 'time', verdict: 'inconclusive', doubt: 'few-blocks', blocks: 0 },
      { metric: 'connections', verdict: 'inconclusive', doubt: 'few-blocks', blocks: 0 },
      {
        kind: 'failures',
        metric: 'failures',
        verdict: 'regressed',
        doubt: null,
        blocks: gate.blocks['one @ here'],
        base: 0,
        candidate: gate.blocks['one @ here'],
      },
    ]);
  });

  test('is not run again once it is found, whether there is a look at that block or not', () => {
    // Of so many comparisons it takes 12 blocks; there is a look at 11, and at 13.
    const gate = openGate({ ...plan, otherComparisons: 1000 });
    for (let block = 0; block < 12; block += 1) {
      expect(gate.state()).toEqual({ state: 'go-on', variants: plan.variants });
      for (const variant of plan.variants)
        gate.add(blockOf(variant, block, { candidate: variant === 'one @ here' ? always : once }));
    }
    expect(gate.state()).toEqual({ state: 'go-on', variants: ['two @ there'] });
    expect(gate.givenUp()).toEqual(['one @ here']);
  });
});

describe('failures', () => {
  test('of no run are unchanged', () => {
    const gate = race({});
    expect(gate.ended).toEqual({ state: 'decided', by: 'verdicts' });
    expect(gate.givenUp()).toEqual([]);
    expect(ofFirst(gate)[2]).toMatchObject({ verdict: 'unchanged', doubt: null, base: 0, candidate: 0 });
  });

  test('of no run in five blocks are nothing yet', () => {
    const gate = openGate(plan);
    for (let block = 0; block < 5; block += 1) gate.add(blockOf('one @ here', block, {}));
    expect(ofFirst(gate)[2]).toMatchObject({ verdict: 'inconclusive', doubt: 'few-blocks', blocks: 5 });
  });

  test('now and then are found, and what is measured is that of the other blocks', () => {
    const gate = race({ 'one @ here': { candidate: everyFourth } });
    expect(ofFirst(gate)).toMatchObject([
      { metric: 'time', verdict: 'unchanged', ratio: expect.closeTo(1) },
      { metric: 'connections', verdict: 'unchanged' },
      { metric: 'failures', verdict: 'regressed' },
    ]);
    expect(gate.blocks['one @ here']).toBeLessThan(60);
  });

  test('of a single run are not enough, and go on to the end', () => {
    const gate = race({ 'one @ here': { candidate: once } });
    expect(gate.ended).toEqual({ state: 'decided', by: 'budget' });
    expect(gate.givenUp()).toEqual([]);
    expect(ofFirst(gate)[2]).toMatchObject({ verdict: 'inconclusive', doubt: 'few-blocks', candidate: 1 });
  });

  test('of both copies of the base are none of the candidate', () => {
    const gate = race({ 'one @ here': { base: everyFourth } });
    expect(ofFirst(gate)[2]).toMatchObject({ verdict: 'improved', candidate: 0 });
  });

  test('of one copy of the base make that no session can be judged', () => {
    const gate = race({ 'one @ here': { base: always, baseAgain: never } });
    expect(gate.ended).toEqual({ state: 'decided', by: 'base-differs-from-itself' });
    expect(gate.verdicts().selfDifferences).toMatchObject([{ metric: 'failures', ratio: null }]);
  });

  test('that are not known are those of no block', () => {
    const gate = openGate(plan);
    const block = blockOf('one @ here', 0, {});
    gate.add({ ...block, candidate: { time: 1, connections: 10, failures: null } });
    expect(
      gate
        .verdicts()
        .comparisons.slice(0, 3)
        .map(({ blocks }) => blocks),
    ).toEqual([1, 1, 0]);
  });

  test.each([2, 0.5])('cannot be %d', (failures) => {
    const block = { ...blockOf('one @ here', 0, {}), candidate: { failures } };
    expect(() => openGate(plan).add(block)).toThrow(`failures of one @ here is ${failures}, neither 0`);
  });
});

describe('a variant of which no three runs are ever right', () => {
  test.each([
    ['all arms fail', { base: always, candidate: always }, 6, 'inconclusive'],
    ['the base fails and the candidate does not', { base: always }, 9, 'improved'],
  ])('is given up: %s', (_about, arms, blocks, verdict) => {
    const gate = race({ 'one @ here': arms });
    expect(gate.blocks['one @ here']).toBeLessThanOrEqual(blocks);
    expect(gate.ended).toEqual({ state: 'decided', by: 'failures' });
    expect(gate.givenUp()).toEqual(['one @ here']);
    expect(ofFirst(gate)).toMatchObject([
      { verdict: 'inconclusive', doubt: 'few-blocks' },
      { verdict: 'inconclusive', doubt: 'few-blocks' },
      { verdict },
    ]);
  });

  test('is given up where nobody asks for failures, too', () => {
    const metrics = plan.metrics.filter(({ kind }) => kind !== 'failures');
    const gate = race({ 'one @ here': { candidate: always } }, { ...plan, metrics });
    expect(gate.ended).toEqual({ state: 'decided', by: 'failures' });
    expect(gate.givenUp()).toEqual(['one @ here']);
    expect(gate.blocks['one @ here']).toBeLessThan(20);
  });

  test('goes on as long as a block of three right runs may come', () => {
    const rarely: Arms = { base: (block) => block !== 4, candidate: (block) => block !== 4 };
    const gate = race({ 'one @ here': rarely });
    expect(gate.ended).toEqual({ state: 'decided', by: 'budget' });
    expect(gate.givenUp()).toEqual([]);
  });
});
