import { expect, test } from 'vitest';
import { leftOutInWords, leftOutOf, loadScenario } from '../../src/scenarios/index.ts';

const TRAITS = { model: 'threads', reuse: true, http: ['1.1'], faithful: false } as const;
const variant = (id: string, level: string | null, http: ['1.1'] | ['2'] = ['1.1']) => ({
  id,
  level,
  traits: { ...TRAITS, http: http.slice() as ['1.1'] | ['2'] },
});
const ALL = [
  variant('trusted', 'trusted'),
  variant('downloads', 'downloads'),
  variant('races', 'races'),
  variant('peer', null),
  variant('h2', null, ['2']),
];

test.each([
  ['seed', ['h2']],
  ['many-hosts', ['h2']],
  ['flaky', ['races', 'peer', 'h2']],
  ['lossy-mobile', ['races', 'peer', 'h2']],
  ['cpu-python-loop', ['peer', 'h2']],
  ['cpu-library', ['peer', 'h2']],
  ['h2', ['trusted', 'downloads', 'races', 'peer']],
])('%s is not for %j', (name, ids) => {
  expect(leftOutOf(ALL, loadScenario(name)).map((each) => each.variant)).toEqual(ids);
});

test('who is left out for the same reason is named together', () => {
  expect(leftOutInWords(leftOutOf(ALL, loadScenario('h2')))).toBe(
    'trusted, downloads, races, peer (it declares HTTP/1.1, and the scenario is for HTTP/2)',
  );
});
