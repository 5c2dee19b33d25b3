import type { Scenario } from '@fairfetch/contract';
import { expect, test } from 'vitest';
import { ceilingsOf, ceilingVariants, withCeilings } from '../../src/headroom/index.ts';
import { planBlocks } from '../../src/plan/index.ts';
import type { Course } from '../../src/run/index.ts';
import { expandScenario } from '../../src/scenarios/index.ts';
import { tinyScenario } from '../support/scenario.ts';

const PLACE = { seed: 3, label: 'tiny' };
const rows = planBlocks({ variants: ['a/1', 'b/2', 'c/3'], blocks: 40, ...PLACE });
const planned = withCeilings(rows, ['net', 'disk'], PLACE);

test('both ceilings run once in the warm-up, in the first five counted blocks and in one of every two after them', () => {
  const ofBlocks = planned.map((block) => block.filter((id) => id.startsWith('ceiling/')).toSorted());
  expect(ofBlocks.filter((ids) => ids.length > 0)).toEqual(
    Array.from({ length: 6 + 18 }, () => ['ceiling/disk', 'ceiling/net']),
  );
  const has = ofBlocks.map((ids) => ids.length > 0);
  expect(has.slice(0, 6)).not.toContain(false);
  for (let block = 6; block < 40; block += 2) expect(has[block]).toBe(!has[block + 1]);
  // Every second block alone, as a shard runs them, has some too.
  const late = has.map((each, block) => each && block > 5);
  expect(late.filter((each, block) => each && block % 2 === 0).length).toBeGreaterThan(3);
  expect(late.filter((each, block) => each && block % 2 === 1).length).toBeGreaterThan(3);
});

test.each([1, 2, 5])('all of %i counted blocks have them', (blocks) => {
  const order = planBlocks({ variants: ['a/1'], blocks, ...PLACE });
  const counted = withCeilings(order, ['net'], PLACE).filter((block) => block.includes('ceiling/net'));
  expect(counted).toHaveLength(blocks + 1);
});

test('the rows keep the order they have without them', () => {
  expect(planned.map((block) => block.filter((id) => !id.startsWith('ceiling/')))).toEqual(rows);
});

test('no place of a block is theirs alone, and the seed decides', () => {
  const places = new Set(planned.flatMap((block) => [block.indexOf('ceiling/net')]));
  expect(places).toEqual(new Set([-1, 0, 1, 2, 3, 4]));
  expect(withCeilings(rows, ['net', 'disk'], PLACE)).toEqual(planned);
  expect(withCeilings(rows, ['net', 'disk'], { ...PLACE, seed: 4 })).not.toEqual(planned);
});

function course(over: Partial<Scenario> = {}): Course {
  const scenario = tinyScenario(over);
  return { source: 'origin', scenario, expanded: expandScenario(scenario, 1), seed: 1 };
}

test.each<[about: string, course: Course, kinds: readonly string[]]>([
  ['a scenario', course(), ['net', 'disk']],
  ['one without a network of its own', course({ network: { rttMs: 0 } }), ['net', 'disk', 'both']],
  ['one of two versions', course({ http: ['2', '1.1'] }), ['net', 'disk']],
  ['one the client cannot speak', course({ http: ['2'] }), ['disk']],
  ['a list of your own', { source: 'urls', text: '' }, []],
])('%s has the ceilings that can be measured', (_, given, kinds) => {
  expect(ceilingsOf(given)).toEqual(kinds);
});

test('a ceiling is started as a peer is, with nothing but what it needs', () => {
  expect(ceilingVariants('/bin/ceiling', '/').map(({ id, command }) => [id, command.join(' ')])).toEqual([
    ['ceiling/net', '/bin/ceiling net -i {input} -j {concurrency} --cacert {cacert}'],
    ['ceiling/disk', '/bin/ceiling disk -i {input} -j {concurrency} -d {dir}'],
    ['ceiling/both', '/bin/ceiling both -i {input} -j {concurrency} -d {dir} --cacert {cacert}'],
  ]);
});
