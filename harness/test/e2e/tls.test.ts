import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compare } from '../../src/commands/compare.ts';
import { readResults } from '../../src/store/index.ts';
import { NOT_BUILT, realExecutor } from '../support/binaries.ts';
import { compareOptions } from '../support/options.ts';
import { tinyScenario } from '../support/scenario.ts';
import { fakeVariant, workspaceOf } from '../support/workspace.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';

describe.skipIf(NOT_BUILT !== null)('over TLS', () => {
  test('every variant is handed certificates that let it trust the origin, and handshakes are counted', async () => {
    const faithful = fakeVariant('no-reuse', {
      traits: { model: 'event-loop', reuse: false, http: ['1.1'], faithful: true },
    });
    const root = workspaceOf(fakeVariant('good'), faithful);
    const out = join(temporaryFolder(), 'out');
    const world = testWorld(realExecutor(root), { root, scenarios: [tinyScenario({ tls: true })] });
    expect(await compare(compareOptions('--out', out), world)).toBe(0);
    const runs = Object.groupBy((await readResults(out)).runs, (run) => run.variant);
    expect(runs['fake/good']?.map((run) => run.witness?.tlsHandshakes)).toEqual([2, 2]);
    expect(runs['fake/no-reuse']?.map((run) => run.witness?.tlsHandshakes)).toEqual([6, 6]);
    expect(Object.values(runs).flatMap((some) => some?.flatMap((run) => run.flags))).toEqual([]);
  });
});
