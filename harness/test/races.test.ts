import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { racesOf, whyNoPeers } from '../src/races.ts';
import { compareOptions } from './support/options.ts';
import { tinyScenario } from './support/scenario.ts';
import { temporaryFolder } from './support/world.ts';

async function reasonFor(...works: readonly ('none' | 'sha256' | 'fnv1a')[]) {
  const scenarios = works.map((work) => tinyScenario({ name: `tiny-${work}`, work }));
  return whyNoPeers(await racesOf(compareOptions(), 1, scenarios));
}

test('a peer may race where there is an origin and nothing but downloading to do', async () => {
  expect(await reasonFor('none', 'none')).toBeNull();
});

test('a peer cannot do our work on what it receives', async () => {
  expect(await reasonFor('none', 'fnv1a')).toBe(
    'a peer cannot be asked for the work (fnv1a) of scenario tiny-fnv1a',
  );
});

test("nobody could judge a peer on a list of the user's own", async () => {
  const list = join(temporaryFolder(), 'urls.txt');
  writeFileSync(list, 'http://127.0.0.1:1/a\n');
  const races = await racesOf(compareOptions('--urls', list), 1, []);
  expect(whyNoPeers(races)).toBe('a peer is judged by the origin, and a list of your own has none');
});
