import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { racesOf, whyNoPeers } from '../src/races.ts';
import { compareOptions } from './support/options.ts';
import { temporaryFolder } from './support/world.ts';

test("nobody could judge a peer on a list of the user's own", async () => {
  const list = join(temporaryFolder(), 'urls.txt');
  writeFileSync(list, 'http://127.0.0.1:1/a\n');
  const races = await racesOf(compareOptions('--urls', list), 1, []);
  expect(whyNoPeers(races)).toBe('a peer is judged by the origin, and a list of your own has none');
});
