import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report, StoredRun } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/commands/compare.ts';
import { readResults } from '../../src/store/index.ts';
import { CEILING, NOT_BUILT, realExecutor } from '../support/binaries.ts';
import { compareOptions } from '../support/options.ts';
import { tinyScenario } from '../support/scenario.ts';
import { fakeVariant, workspaceOf } from '../support/workspace.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';

async function raced(ceiling: string, tls: boolean) {
  const root = workspaceOf(fakeVariant('good'));
  const out = join(temporaryFolder(), 'out');
  const world = testWorld(realExecutor(root), {
    root,
    ceiling,
    scenarios: [tinyScenario({ tls, network: { rttMs: 0 } })],
  });
  const code = await compare(compareOptions('--out', out, '--blocks', '3'), world);
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
  return { code, report, stored: await readResults(out), printed: world.printed };
}

/** By two clocks that are one: the launcher's and the origin's. */
function expectPartsToAddUp({ variant, process, phases }: StoredRun): void {
  if (variant === 'ceiling/disk') return;
  if (phases === undefined) throw new Error(`${variant} has no phases`);
  expect(phases.startUpNs + phases.insideNs + phases.tailNs).toBe(process?.wallNs);
  const { slots, insideNs, connectingNs, waitingNs, transferringNs, idleNs, drainedNs } = phases;
  expect(connectingNs + waitingNs + transferringNs + idleNs + drainedNs).toBe(slots * insideNs);
}

describe.skipIf(NOT_BUILT !== null)('the ceilings of a race', () => {
  test.each([
    ['plain', false],
    ['over TLS', true],
  ])('are measured among the rows and are none, %s', async (_, tls) => {
    const { code, report, stored } = await raced(CEILING, tls);
    expect(code).toBe(0);
    const runs = stored.runs.filter(({ ceiling }) => ceiling !== undefined);
    expect(runs.flatMap(({ failures }) => failures)).toEqual([]);
    expect(runs.map(({ variant }) => variant).toSorted()).toEqual(
      ['ceiling/both', 'ceiling/disk', 'ceiling/net'].flatMap((id) => [id, id, id, id]),
    );
    expect(runs.filter(({ warmup }) => warmup)).toHaveLength(3);
    for (const { ceiling, process, witness } of runs) {
      expect(ceiling?.timeNs).toBeGreaterThan(0);
      // By its own clock; the origin, on a busy machine, may notice the last byte after the process has ended.
      if (ceiling?.of !== 'net') expect(ceiling?.timeNs).toBeLessThan(process?.wallNs ?? 0);
      const requests = ceiling?.of === 'disk' ? 0 : 6;
      expect(witness).toMatchObject({ requests, tlsHandshakes: tls && requests > 0 ? 2 : 0 });
    }
    expect(stored.runs.map((run) => run.variant)).toEqual(stored.session.order[0]?.flat());
    for (const run of stored.runs) expectPartsToAddUp(run);
    expect(report.scenarios[0]?.rows.map((row) => row.variant)).toEqual(['fake/good']);
  });

  test('one that fails costs the race nothing but what it would have told', async () => {
    const { code, stored } = await raced('/bin/false', false);
    expect(code).toBe(0);
    const states = stored.runs.map(({ variant, state }) => `${variant} ${state}`);
    expect([...new Set(states)].toSorted()).toEqual([
      'ceiling/both failed',
      'ceiling/disk failed',
      'ceiling/net failed',
      'fake/good ok',
    ]);
  });

  test('a program that is not built is said before anything runs', async () => {
    await expect(raced('/no/such/ceiling', false)).rejects.toMatchObject({
      code: 'not-built',
      message: 'the ceiling is not built: /no/such/ceiling is missing',
      hint: 'Run `npx nx run ceiling:build`.',
    });
  });
});
