import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compare } from '../../src/commands/compare.ts';
import { readResults } from '../../src/store/index.ts';
import { BINARIES, NOT_BUILT, realExecutor } from '../support/binaries.ts';
import { compareOptions } from '../support/options.ts';
import { fakeVariant, workspaceOf } from '../support/workspace.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';

/** Stands for somebody else's server. `/changing` is never the same twice, `/gone` is not there. */
async function someServer(): Promise<string> {
  let answers = 0;
  const server = createServer(({ url = '' }, response) => {
    answers += 1;
    response.statusCode = url === '/gone' ? 404 : 200;
    response.end(url === '/changing' ? `changed ${answers}` : `the content of ${url}`);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function raceOn(paths: readonly string[], ...names: readonly string[]) {
  const base = await someServer();
  const folder = temporaryFolder();
  const list = join(folder, 'urls.txt');
  writeFileSync(list, paths.map((path) => `${base}${path}\n`).join(''));
  const root = workspaceOf(...names.map((name) => fakeVariant(name)));
  // An origin that cannot be started shows that none is.
  const binaries = { ...BINARIES, origin: process.execPath };
  const world = testWorld(realExecutor(root, { binaries }), { root });
  const out = join(folder, 'out');
  const code = await compare(compareOptions('--urls', list, '--blocks', '1', '--out', out), world);
  const stored = await readResults(out);
  const runs = Object.groupBy(stored.runs, (run) => run.variant);
  return { code, stored, runs, list, printed: world.printed.stdout };
}

describe.skipIf(NOT_BUILT !== null)("a race on the user's own list", () => {
  test('every variant runs on it, without a witness, and the table says so', async () => {
    const { code, stored, list, printed } = await raceOn(['/a', '/b', '/c'], 'good', 'one-by-one');
    expect(code).toBe(0);
    expect(stored.session.scenarios[0]).toMatchObject({
      name: 'urls',
      scenario: null,
      urls: { file: list, lines: 3 },
      downloads: 3,
      bytes: null,
    });
    for (const run of stored.runs) {
      expect(run).toMatchObject({ state: 'ok', flags: [], files: { expected: 3, ok: 3 } });
      expect(run.witness).toBeUndefined();
      expect(run.timeline).toBeUndefined();
    }
    expect(printed).toMatch(/witness/i);
  });

  test('a download that fails, and a file that is not as recorded, fail the run', async () => {
    const { code, runs } = await raceOn(['/a', '/b', '/gone'], 'good', 'missing-file');
    expect(code).toBe(1);
    expect(runs['fake/good']?.[0]?.failures.map(({ message }) => message)).toEqual([
      expect.stringMatching(/code 1: 1 downloads failed, the first with http-status/) as string,
      expect.stringMatching(/2 of 3 files are right, 1 missing: gone failed \(http-status\)/) as string,
    ]);
    expect(runs['fake/missing-file']?.[0]?.files).toMatchObject({ ok: 1, missing: 2 });
  });

  test('other bytes than in an earlier run are a flag, because the server may have changed', async () => {
    const { code, runs } = await raceOn(['/a', '/changing'], 'good');
    expect(code).toBe(0);
    expect(runs['fake/good']?.map((run) => run.flags)).toEqual([
      [],
      [
        {
          code: 'content-differs',
          message: expect.stringMatching(
            /^1 files hold other bytes .*changing \(first: fake\/good\)/,
          ) as string,
        },
      ],
    ]);
  });
});
