import { describe, expect, test } from 'vitest';
import { runRace, Workspace } from '../run-program.ts';
import { serveScripted } from '../scripted.ts';
import { bodyOf, closedPort, sha256Of } from '../servers.ts';
import type { Variant } from '../suite.ts';

const BODY = bodyOf(5000);

export function testRetries({ command }: Variant): void {
  describe('retries', () => {
    test('what may pass is tried again until it has passed; what was sent again counts', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({
        '/status': { body: BODY, scripts: [{ status: 503 }, { status: 429 }] },
        '/reset': { body: BODY, scripts: [{ after: 1000, ending: 'reset' }] },
        '/short': { body: BODY, scripts: [{ after: 1000, ending: 'close' }] },
      });
      const jobs = ['status', 'reset', 'short'].map((name) => `${server.origin}/${name}`);
      const { code, summary, records } = await runRace(command, workspace, jobs);
      expect(code).toBe(0);
      expect(records.map(({ attempts }) => attempts)).toEqual([3, 2, 2]);
      expect(summary).toMatchObject({
        attempts: 7,
        errors: { 'http-status': 2, reset: 1, 'short-body': 1 },
        downloads: { ok: 3, failed: 0 },
      });
      // Without a validator it begins anew.
      expect(summary.bytes).toBeGreaterThanOrEqual(3 * BODY.length + 2 * 1000);
      for (const name of ['status', 'reset', 'short']) expect(workspace.read(name).equals(BODY)).toBe(true);
    });

    test('never more attempts than allowed, and none for what stays', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({
        '/a': { body: BODY, always: { status: 500 } },
        '/b': { body: BODY, always: { status: 501 } },
      });
      const jobs = [`${server.origin}/a`, `${server.origin}/b`, `http://127.0.0.1:${await closedPort()}/c`];
      const { records, summary } = await runRace(command, workspace, jobs, '--retries', '2');
      expect(records.map(({ attempts, error }) => [attempts, error?.code])).toEqual([
        [3, 'http-status'],
        [1, 'http-status'],
        [3, 'connect'],
      ]);
      expect(summary.errors).toEqual({ connect: 3, 'http-status': 4 });
      expect(server.seen('/a')).toHaveLength(3);
      expect(workspace.outFiles()).toEqual([]);
    });

    test('Retry-After is a floor, and no slot is held meanwhile', async () => {
      using workspace = new Workspace();
      const waits = { status: 503, headers: { 'retry-after': '1' } };
      await using server = await serveScripted({
        '/a': { body: BODY, scripts: [waits] },
        '/b': { body: BODY },
      });
      const jobs = ['a', 'b'].map((name) => `${server.origin}/${name}`);
      const { records } = await runRace(command, workspace, jobs, '-j', '1');
      expect(records.map(({ state }) => state)).toEqual(['ok', 'ok']);
      const [first, second] = server.seen('/a');
      expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
      expect(server.seen('/b')[0]?.atMs).toBeLessThan(second?.atMs ?? 0);
    });

    test('a wait that would pass --timeout is not begun; a trickle is cut off', async () => {
      using workspace = new Workspace();
      const waits = { status: 503, headers: { 'retry-after': '50' } };
      await using server = await serveScripted({
        '/a': { body: BODY, scripts: [waits] },
        '/b': { body: BODY, scripts: [{ after: 100, ending: 'stall' }] },
      });
      const jobs = ['a', 'b'].map((name) => `${server.origin}/${name}`);
      const { records, summary } = await runRace(command, workspace, jobs, '--timeout', '1.5');
      expect(records.map(({ attempts, error }) => [attempts, error?.code])).toEqual([
        [1, 'timeout'],
        [1, 'timeout'],
      ]);
      expect(records[0]?.error?.message).toMatch(/: not done within 1.5 s$/u);
      expect(summary.errors).toEqual({ 'http-status': 1, timeout: 1 });
    });

    test('a wrong size or digest: once more from zero, and the right one is taken', async () => {
      using workspace = new Workspace();
      const wrong = bodyOf(4999);
      await using server = await serveScripted({
        '/a': { body: BODY, etag: '"1"', scripts: [{ body: wrong }] },
        '/b': { body: BODY, etag: '"1"', scripts: [{ body: wrong }] },
        '/c': { body: wrong, etag: '"1"' },
      });
      const jobs = [
        { url: `${server.origin}/a`, bytes: 5000 },
        { url: `${server.origin}/b`, sha256: sha256Of(BODY) },
        { url: `${server.origin}/c`, sha256: sha256Of(BODY) },
      ];
      const { records, summary } = await runRace(command, workspace, jobs, '--retries', '0');
      expect(records.map(({ state, attempts }) => [state, attempts])).toEqual([
        ['ok', 2],
        ['ok', 2],
        ['failed', 2],
      ]);
      expect(summary.errors).toEqual({ 'digest-mismatch': 3, 'size-mismatch': 1 });
      expect(server.seen('/b').map(({ headers }) => headers.range)).toEqual([undefined, undefined]);
      expect(workspace.outFiles()).toEqual(['a', 'b']);
    });

    test('two thousand that all have to wait: every one gets through', async () => {
      using workspace = new Workspace();
      const files = Object.fromEntries(
        Array.from({ length: 2000 }, (_, n) => [`/${n}`, { body: bodyOf(10), scripts: [{ status: 503 }] }]),
      );
      await using server = await serveScripted(files);
      const jobs = Object.keys(files).map((path) => server.origin + path);
      const { summary } = await runRace(command, workspace, jobs, '-j', '20');
      expect(summary).toMatchObject({
        downloads: { ok: 2000 },
        attempts: 4000,
        errors: { 'http-status': 2000 },
      });
    });
  });
}
