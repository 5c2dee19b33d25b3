import { fileURLToPath } from 'node:url';
import type { Variant } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { kill } from '../../src/commands/kill.ts';
import type { KillRow } from '../../src/trials/kill/report.ts';
import { BINARIES, NOT_BUILT, realExecutor } from '../support/binaries.ts';
import { fakeVariant, workspaceOf } from '../support/workspace.ts';
import { testWorld } from '../support/world.ts';

const BROKEN = fileURLToPath(new URL('../conformance/broken/main.ts', import.meta.url));
/** Two of them at a byte. */
const POINTS = 6;

/** The downloader of the conformance suite's own tests, sound or with a defect. */
function downloader(name: string, ...words: readonly string[]): Variant {
  return fakeVariant(name, { level: 'trusted', command: [process.execPath, BROKEN, ...words] });
}

async function killed(variant: Variant): Promise<{ code: number; row: KillRow | undefined }> {
  const root = workspaceOf(variant);
  const world = { ...testWorld(realExecutor(root), { root }), binaries: BINARIES };
  const code = await kill({ only: [], points: POINTS, seed: 1, format: 'json' }, world);
  const { rows } = JSON.parse(world.printed.stdout) as { rows: readonly KillRow[] };
  return { code, row: rows[0] };
}

describe.skipIf(NOT_BUILT !== null)('a downloader that is killed', () => {
  test('and is sound goes on with what it left', async () => {
    const { code, row } = await killed(downloader('sound'));
    expect({ code, findings: row?.findings }).toEqual({ code: 0, findings: [] });
    expect(row).toMatchObject({ points: POINTS, right: POINTS });
    expect(row?.resumed).toBe(row?.resumable);
    expect(row?.resumable).toBeGreaterThan(0);
  });

  test.each<[string, RegExp]>([
    ['writes-to-final-name', /stood under the final name|not the bytes/],
    ['no-resume-across-runs', /were sent again/],
    ['no-part-json', /were sent again/],
    ['leaves-part-json-behind', /left over/],
  ])('and has the defect %s is found out', async (defect, finding) => {
    const { code, row } = await killed(downloader('broken', '--defect', defect));
    expect(code).toBe(1);
    expect(row?.findings.map(({ text }) => text).join('\n')).toMatch(finding);
  });
});
