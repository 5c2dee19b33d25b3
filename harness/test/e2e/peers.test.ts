import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variant } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { discoverBackends } from '../../src/backends/index.ts';
import { compare } from '../../src/commands/compare.ts';
import { readResults } from '../../src/store/index.ts';
import { NOT_BUILT, realExecutor, WORKSPACE } from '../support/binaries.ts';
import { compareOptions } from '../support/options.ts';
import { tinyScenario } from '../support/scenario.ts';
import { fakeManifest, FAKES, fakeVariant, workspace, workspaceOf } from '../support/workspace.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';

/** A peer that runs the script in test/fakes with these arguments. */
function fakePeer(name: string, ...args: readonly string[]): Variant {
  const { level: _level, ...rest } = fakeVariant(name);
  const command: Variant['command'] = [process.execPath, join(FAKES, 'peer.mjs'), ...args];
  return { ...rest, interface: 'native', input: 'curl-config', command };
}

async function raced(root: string, { tls = false, args = [] as readonly string[] } = {}) {
  const scenarios = [tinyScenario({ tls, network: { rttMs: 60 } })];
  const world = testWorld(realExecutor(root), { root, scenarios });
  const out = join(temporaryFolder(), 'out');
  const code = await compare(compareOptions('--out', out, ...args), world);
  const { session, runs } = await readResults(out);
  return { code, session, runs, printed: world.printed.stdout };
}

describe.skipIf(NOT_BUILT !== null)('a program we did not write', () => {
  test('is raced among the others, and its files and the origin are all that is asked', async () => {
    const peers = fakeManifest({
      name: 'peer',
      variants: [
        fakePeer('good', '{input}', '{dir}', '{concurrency}'),
        fakePeer('one-by-one', '{input}', '{dir}', '1'),
        fakePeer('forgetful', '{input}', '{dir}', '{concurrency}', 'file-00001-0.bin'),
        fakePeer('puzzling', '{input}', '{speed}'),
      ],
    });
    const { code, session, runs, printed } = await raced(
      workspace({ fake: fakeManifest(), 'peers/peer': peers }),
    );
    expect(code).toBe(1);
    const told = Object.groupBy(runs, (run) => run.variant);
    const codesOf = (id: string) =>
      told[id]?.map(({ failures, flags }) => [...failures, ...flags].map((each) => each.code));
    expect(codesOf('fake/good')).toEqual([[], []]);
    expect(codesOf('peer/good')).toEqual([[], []]);
    expect(codesOf('peer/one-by-one')).toEqual([['in-flight-below'], ['in-flight-below']]);
    expect(codesOf('peer/forgetful')).toEqual([['files'], ['files']]);
    expect(told['peer/good']?.[0]).toMatchObject({ files: { ok: 6 }, witness: { requests: 6 } });
    expect(told['peer/good']?.map((run) => run.summary)).toEqual([undefined, undefined]);
    expect(session.variants.map(({ id, level }) => [id, level])).toContainEqual(['peer/good', undefined]);
    expect(session.skipped).toEqual([
      { variant: 'peer/puzzling', reason: expect.stringContaining('{speed}') as string },
    ]);
    expect(printed).toMatch(/peer\/good .* 6\/6/);
  });

  test('is left out, by name, where there is no origin to judge it', async () => {
    const list = join(temporaryFolder(), 'urls.txt');
    writeFileSync(list, 'http://127.0.0.1:1/a\n');
    const root = workspaceOf(fakePeer('good', '{input}', '{dir}', '{concurrency}'));
    await expect(raced(root, { args: ['--urls', list] })).rejects.toMatchObject({
      code: 'nothing-to-race',
      message: expect.stringMatching(/fake\/good: a peer is judged by the origin/) as string,
    });
  });
});

describe.skipIf(NOT_BUILT !== null)('curl', () => {
  const manifest = readFileSync(join(WORKSPACE, 'peers/curl/backend.json'), 'utf8');

  test.for([
    ['plain HTTP', false],
    ['TLS', true],
  ] as const)('over %s brings every file home as it was asked to', async ([, tls], { skip }) => {
    const root = workspace({ 'peers/curl': manifest });
    const { skipped } = await discoverBackends(root, process.env);
    const missing = skipped.find(({ reason }) => reason.startsWith('needs curl'));
    skip(missing !== undefined, missing?.reason);
    const { code, runs } = await raced(root, { tls });
    expect(code).toBe(0);
    for (const run of runs) {
      expect(run).toMatchObject({ variant: 'curl/parallel', failures: [], flags: [], files: { ok: 6 } });
      expect(run.witness).toMatchObject({ connections: 2, peakInFlight: 2, tlsHandshakes: tls ? 2 : 0 });
    }
  });
});
