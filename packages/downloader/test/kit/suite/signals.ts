import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runRace, startProcess, startRace, Workspace } from '../run-program.ts';
import { serveScripted } from '../scripted.ts';
import { bodyOf, serveTcp } from '../servers.ts';
import type { Variant } from '../suite.ts';

const LARGE = bodyOf(3_000_000);
const STALLED = { after: 1_500_000, ending: 'stall' } as const;
const WAITING = { status: 503, headers: { 'retry-after': '40' } };

export function testSignals({ command }: Variant): void {
  describe('signals', () => {
    test.each([
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const)('%s: what is in flight, waits or was read is cut off, and told', async (signal, code) => {
      using workspace = new Workspace();
      await using server = await serveScripted({
        '/ok': { body: bodyOf(10) },
        '/waits': { body: LARGE, scripts: [WAITING] },
        '/large': { body: LARGE, etag: '"1"', scripts: [STALLED] },
        '/small': { body: bodyOf(5000), etag: '"1"', scripts: [{ after: 100, ending: 'stall' }] },
        '/never': { body: LARGE },
      });
      const jobs = ['ok', 'waits', 'large', 'small', 'never'].map((name) => `${server.origin}/${name}`);
      const { raced, kill } = startRace(command, workspace, jobs, ['-j', '2']);
      await Promise.all(['/waits', '/large', '/small'].map((path) => server.come(path, 1)));
      await workspace.grown('large.part', 1_000_000);
      kill(signal);
      const { code: ended, records, summary, stderr } = await raced;
      expect(ended).toBe(code);
      expect(summary.downloads).toMatchObject({ ok: 1, failed: 0 });
      const cut = records.filter(({ state }) => state === 'cancelled');
      expect(cut.length).toBeGreaterThanOrEqual(3);
      for (const { error } of cut) expect(error?.message).toMatch(new RegExp(`: stopped by ${signal}$`, 'u'));
      // A number in the closing line where there is one, and nothing here.
      expect(stderr).toBe('');
      expect(server.seen('/never')).toHaveLength(0);
      // What can be resumed is kept, and nothing else.
      expect(workspace.outFiles()).toEqual(['large.part', 'large.part.json', 'ok']);
      const next = await runRace(command, workspace, [`${server.origin}/large`]);
      expect(next.records[0]).toMatchObject({ state: 'ok', status: 206 });
      expect(workspace.read('large').equals(LARGE)).toBe(true);
    });

    test('a second one ends it at once', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/a': { body: LARGE, scripts: [STALLED] } });
      const words = ['-d', workspace.out, '--json', `${server.origin}/a`];
      const { ended, kill } = startProcess(command, words);
      await server.come('/a', 1);
      kill('SIGTERM');
      kill('SIGTERM');
      expect((await ended).code).toBe(143);
    });

    test.each(['SIGINT', 'SIGTERM'] as const)('%s while the input is silent', async (signal) => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/a': { body: bodyOf(10) } });
      const words = ['-i', '-', '-d', workspace.out, '--json', `${server.origin}/a`];
      const { ended, kill } = startProcess(command, words, { input: null });
      await server.come('/a', 1);
      await workspace.grown('a', 10);
      kill(signal);
      const { code, stdout } = await ended;
      expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
      expect(JSON.parse(stdout)).toMatchObject({ downloads: { total: 1, ok: 1, cancelled: 0 } });
    });

    test('a signal while a named pipe has no writer', async () => {
      using workspace = new Workspace();
      const pipe = join(workspace.path, 'pipe');
      execFileSync('mkfifo', [pipe]);
      await using server = await serveScripted({ '/a': { body: bodyOf(10) } });
      const words = ['-i', pipe, '-d', workspace.out, '--json', `${server.origin}/a`];
      const { ended, kill } = startProcess(command, words);
      await server.come('/a', 1);
      kill('SIGINT');
      expect((await ended).code).toBe(130);
    });

    test('a connection that is being made is given up', async () => {
      using workspace = new Workspace();
      const come = Promise.withResolvers<void>();
      await using silent = await serveTcp(() => come.resolve());
      const { raced, kill } = startRace(command, workspace, [`https://127.0.0.1:${silent.port}/a`]);
      await come.promise;
      kill('SIGTERM');
      const { code, records } = await raced;
      expect(code).toBe(143);
      expect(records[0]).toMatchObject({ state: 'cancelled', attempts: 1 });
    });

    test('the terminal is left as it was', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/a': { body: LARGE, scripts: [STALLED] } });
      const words = ['-d', workspace.out, '--progress', 'bar', `${server.origin}/a`];
      const { ended, kill } = startProcess(command, words);
      await server.come('/a', 1);
      kill('SIGINT');
      const { stderr, code } = await ended;
      expect(code).toBe(130);
      const [hide, show] = ['\u001b[?25l', '\r\u001b[K\u001b[?25h'];
      expect(stderr.startsWith(hide)).toBe(true);
      expect(stderr.indexOf(show)).toBeGreaterThan(0);
      expect(stderr.slice(stderr.indexOf(show) + show.length)).toMatch(/^0 ok, 0 failed, 1 cancelled, /u);
    });
  });
}
