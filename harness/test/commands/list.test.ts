import { expect, test } from 'vitest';
import type { RaceVariant } from '../../src/backends/index.ts';
import { renderList } from '../../src/commands/list.ts';
import { tinyScenario } from '../support/scenario.ts';

test('a variant is listed with its level, a peer as one, and who is left out with the reason', () => {
  const ours: RaceVariant = {
    id: 'fake/good',
    backend: 'fake',
    name: 'good',
    title: 'Fake',
    about: 'For tests.',
    level: 'races',
    input: null,
    traits: { model: 'threads', reuse: true, http: ['1.1'], faithful: false },
    command: ['program'],
    folder: '/fake',
    workspace: '/',
  };
  const peer: RaceVariant = {
    ...ours,
    id: 'curl/parallel',
    title: 'curl -Z',
    level: null,
    input: 'curl-config',
  };
  const skipped = [{ variant: 'java/virtual', reason: 'needs java' }];
  expect(renderList([tinyScenario()], { variants: [ours, peer], skipped, tools: {} })).toMatchInlineSnapshot(`
    "Scenarios
      tiny
          a few tiny files
          For tests.

    Variants
      fake/good
          Fake · races
          threads · HTTP/1.1 · connections used again
      curl/parallel
          curl -Z · peer
          threads · HTTP/1.1 · connections used again

    Left out
      java/virtual
          needs java
    "
  `);
});
