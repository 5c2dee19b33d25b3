import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { raceWords, runRace, startProcess, Workspace } from '../run-program.ts';
import { serveHttp, bodyOf, sha256Of } from '../servers.ts';
import type { Variant } from '../suite.ts';

const SIZES = [4096, 900_000, 1_048_576, 2_500_000, 3_000_001];
const KILLS = 12;
/** Fixed, so that a failure can be seen again. */
const SEED = 20_261_124;

/** Numbers in [0, 1) that look like chance (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A server whose bodies change between two versions, and that can say when so many bytes have left it. */
async function serveVersions() {
  const state = { version: 1, left: 0, at: Infinity, onReached: (): void => undefined };
  const bodies = new Map<string, Buffer>();
  const bodyFor = (name: string): Buffer => {
    const key = `${state.version} ${name}`;
    const body = bodies.get(key) ?? Buffer.from(bodyOf(Number(name)).map((byte) => byte ^ state.version));
    bodies.set(key, body);
    return body;
  };
  const server = await serveHttp((request, answer) => {
    const body = bodyFor((request.url ?? '').slice(1));
    const etag = `"${state.version}"`;
    const asked = /^bytes=(\d+)-$/u.exec(request.headers.range ?? '')?.[1];
    const first = asked !== undefined && request.headers['if-range'] === etag ? Number(asked) : 0;
    answer.setHeader('etag', etag).setHeader('content-length', body.length - first);
    if (first > 0) answer.setHeader('content-range', `bytes ${first}-${body.length - 1}/${body.length}`);
    answer.writeHead(first > 0 ? 206 : 200);
    const send = (at: number): void => {
      const piece = body.subarray(at, at + 40_000);
      state.left += piece.length;
      if (state.left >= state.at) state.onReached();
      if (piece.length === 0) answer.end();
      else answer.write(piece, () => setImmediate(send, at + piece.length));
    };
    send(first);
  });
  return { server, state, bodyFor };
}

export function testKilled({ command }: Variant): void {
  describe('killed', () => {
    test(`at ${KILLS} points: under its final name a file is whole, and the next run makes all of them so`, async () => {
      const random = seeded(SEED);
      const { server, state, bodyFor } = await serveVersions();
      await using _ = server;
      for (let kill = 0; kill < KILLS; kill += 1) {
        using workspace = new Workspace();
        const jobs = SIZES.map((size) => ({ url: `${server.origin}/${size}`, path: `${size}` }));
        state.left = 0;
        state.at = Math.floor(random() * SIZES.reduce((sum, size) => sum + size, 0));
        const words = [...raceWords(workspace, workspace.list(jobs)), '-j', '3'];
        const { ended, kill: send } = startProcess(command, words);
        state.onReached = () => send('SIGKILL');
        await ended;
        state.onReached = () => undefined;
        rmSync(workspace.records, { force: true });
        expectWhole(workspace, bodyFor);
        // Half of the times the server has something else by then.
        if (random() < 0.5) state.version += 1;
        const { code, records } = await runRace(command, workspace, jobs, '-j', '3');
        expect(code).toBe(0);
        expect(records.map(({ state: ended2 }) => ended2)).toEqual(SIZES.map(() => 'ok'));
        for (const size of SIZES) {
          expect(sha256Of(workspace.read(`${size}`)), `kill ${kill} of ${size}`).toBe(
            sha256Of(bodyFor(`${size}`)),
          );
        }
        expect(workspace.outFiles()).toEqual(SIZES.map(String).toSorted());
      }
    });
  });
}

function expectWhole(workspace: Workspace, bodyFor: (name: string) => Buffer): void {
  for (const size of SIZES) {
    const path = join(workspace.out, String(size));
    if (existsSync(path)) expect(readFileSync(path).equals(bodyFor(String(size)))).toBe(true);
    const part = `${path}.part`;
    if (!existsSync(`${part}.json`) || !existsSync(part)) continue;
    const { size: stored } = statSync(part);
    expect(readFileSync(part).equals(bodyFor(String(size)).subarray(0, stored))).toBe(true);
  }
}
