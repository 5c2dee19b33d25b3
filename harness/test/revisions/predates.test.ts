import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { basePredates } from '../../src/revisions/index.ts';
import { temporaryFolder } from '../support/world.ts';
import { manifest } from './support.ts';

describe('basePredates', () => {
  test.each([
    ['nothing at all', {}, 'there is no backend.json in it, so it has nothing that can be raced'],
    ['one that can be read', { one: manifest('one') }, null],
    [
      'all of another contract',
      { one: manifest('one', { contract: 0 }), two: manifest('two', { contract: 0 }) },
      'its backends keep to contract 0, and this harness to contract 1',
    ],
    [
      'of two other contracts',
      { one: manifest('one', { contract: 3 }), two: manifest('two', { contract: 2 }) },
      'its backends keep to contract 2, 3, and this harness to contract 1',
    ],
    ['some of another', { one: manifest('one'), two: manifest('two', { contract: 2 }) }, null],
    [
      'one that is broken, but of ours',
      { one: '{"contract": 1}', two: manifest('two', { contract: 2 }) },
      null,
    ],
    ['one that is no JSON', { one: '{' }, null],
  ])('%s', async (_, backends, reason) => {
    const root = temporaryFolder();
    for (const [name, text] of Object.entries(backends)) {
      mkdirSync(join(root, name));
      writeFileSync(join(root, name, 'backend.json'), text);
    }
    expect(await basePredates(root)).toBe(reason);
  });
});
