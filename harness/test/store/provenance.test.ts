import { check } from '@fairfetch/contract';
import { expect, test } from 'vitest';
import { collectProvenance, newSitting } from '../../src/store/index.ts';
import { session } from '../support/session.ts';
import { temporaryFolder } from '../support/world.ts';

const scratch = { fileSystem: 'tmpfs', keptUntilEnd: false };

async function provenance(root = temporaryFolder()) {
  return collectProvenance({ root, env: process.env, version: '1', scratch, tools: { a: '1' } });
}

test('what is known of this machine is stored, and holds to the schema', async () => {
  const found = await provenance();
  const sitting = await newSitting({ startedAt: new Date(0), shard: null, scratchPath: '/scratch' });
  expect(found).toMatchObject({ harness: '1', node: process.versions.node, scratch, tools: { a: '1' } });
  expect(found.machine.cores).toBeGreaterThan(0);
  expect(found.machine.usableCores).toBeLessThanOrEqual(found.machine.cores);
  expect(check('session', { ...session(), provenance: found, sittings: [sitting] })).toMatchObject({
    state: 'valid',
  });
});

test('every field that is absent has its reason', async () => {
  const { git, machine, absent } = await provenance();
  expect(git).toBeNull();
  const unknown = Object.entries({ ...machine, git }).flatMap(([name, value]) =>
    value === null ? [name] : [],
  );
  expect(Object.keys(absent).toSorted()).toEqual(unknown.toSorted());
  expect(absent['git']).toMatch(/not a git repository/);
});

test('a sitting tells machines apart without naming them, and no two are the same', async () => {
  const input = { startedAt: new Date(0), shard: { index: 1, of: 2 }, scratchPath: '/scratch' };
  const [one, other] = [await newSitting(input), await newSitting(input)];
  expect(one).toMatchObject({ startedAt: '1970-01-01T00:00:00.000Z', shard: input.shard });
  expect(one.hostHash).toMatch(/^[0-9a-f]{12}$/);
  expect(other).toMatchObject({ hostHash: one.hostHash });
  expect(other.id).not.toBe(one.id);
});
