import { describe, expect, test } from 'vitest';
import { runRace, Workspace } from '../run-program.ts';
import { serveScripted, type ScriptedFile } from '../scripted.ts';
import { bodyOf } from '../servers.ts';
import type { Variant } from '../suite.ts';

const BODY = bodyOf(5000);
const NONE = Buffer.alloc(0);

const to = (location: string, status = 302) => ({ status, headers: { location } });

export function testRedirects({ command }: Variant): void {
  describe('redirects', () => {
    test('each kind is followed, the name stays the first URL’s, and the connection is kept', async () => {
      using workspace = new Workspace();
      const statuses = [301, 302, 303, 307, 308];
      const hops = statuses.map((status): [string, ScriptedFile] => [
        `/${status}`,
        { body: bodyOf(200), scripts: [to(`/deep/target?from=${status}#part`, status)] },
      ]);
      await using server = await serveScripted({
        ...Object.fromEntries(hops),
        '/deep/target': { body: BODY },
      });
      const jobs = statuses.map((status) => `${server.origin}/${status}`);
      const { code, records, summary } = await runRace(command, workspace, jobs, '-j', '1');
      expect(code).toBe(0);
      expect(records.map(({ path, status, attempts }) => [path, status, attempts])).toEqual(
        statuses.map((status) => [String(status), 200, 1]),
      );
      expect(workspace.read('301').equals(BODY)).toBe(true);
      expect(server.connections()).toBe(1);
      expect(summary.attempts).toBe(5);
      expect(server.seen('/deep/target')[0]?.url).toBe('/deep/target?from=301');
    });

    test('a large body of a redirect is not waited for', async () => {
      using workspace = new Workspace();
      const script = { ...to('/b'), after: 10, ending: 'stall' } as const;
      await using server = await serveScripted({
        '/a': { body: bodyOf(1_000_000), scripts: [script] },
        '/b': { body: BODY },
      });
      const { records } = await runRace(command, workspace, [`${server.origin}/a`]);
      expect(records[0]).toMatchObject({ state: 'ok', bytes: 5000 });
    });

    test('headers and credentials do not go to another origin, nor come back', async () => {
      using workspace = new Workspace();
      const files: Record<string, ScriptedFile> = {
        '/a': { body: NONE },
        '/back': { body: BODY },
      };
      await using home = await serveScripted(files);
      await using other = await serveScripted({ '/b': { body: NONE, scripts: [to(`${home.origin}/back`)] } });
      files['/a'] = { body: NONE, scripts: [to(`http://v:q@127.0.0.1:${other.port}/b`)] };
      const own = ['-H', 'X-Own: 1', '-H', 'X-Own: 2', '-H', 'Cookie: c=d'];
      const jobs = [`http://u:s3cr3t@127.0.0.1:${home.port}/a`];
      const { code, records } = await runRace(command, workspace, jobs, ...own);
      expect(code).toBe(0);
      const [first] = home.seen('/a');
      expect(first?.headers).toMatchObject({ authorization: 'Basic dTpzM2NyM3Q=', cookie: 'c=d' });
      const names = first?.rawHeaders.filter((_, at) => at % 2 === 0) ?? [];
      expect(names.filter((name) => name === 'X-Own')).toHaveLength(2);
      expect(other.seen('/b')[0]?.headers).toMatchObject({ authorization: 'Basic djpx' });
      for (const { headers } of [...other.seen('/b'), ...home.seen('/back')]) {
        expect(headers).not.toHaveProperty('x-own');
        expect(headers).not.toHaveProperty('cookie');
      }
      expect(home.seen('/back')[0]?.headers).not.toHaveProperty('authorization');
      expect(records[0]?.url).toBe(`http://***@127.0.0.1:${home.port}/a`);
    });

    test('a circle ends, and so does a way that leads nowhere', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({
        '/circle': { body: NONE, always: to('/circle') },
        '/nowhere': { body: NONE, scripts: [{ status: 302 }] },
        '/ftp': { body: NONE, scripts: [to('ftp://u:s3cr3t@h/x')] },
        '/300': { body: NONE, scripts: [to('/b', 300)] },
      });
      const jobs = ['circle', 'nowhere', 'ftp', '300'].map((name) => `${server.origin}/${name}`);
      const { records, stderr } = await runRace(command, workspace, jobs, '--max-redirects', '4');
      expect(records.map(({ error }) => error?.code)).toEqual([
        'too-many-redirects',
        'bad-redirect',
        'bad-redirect',
        'http-status',
      ]);
      expect(server.seen('/circle')).toHaveLength(5);
      expect(stderr).not.toContain('s3cr3t');
      expect(workspace.outFiles()).toEqual([]);
    });

    test('a range is asked for where the redirect leads', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({
        '/a': { body: NONE, scripts: [to('/b'), to('/b')] },
        '/b': { body: BODY, etag: '"1"', scripts: [{ after: 2000, ending: 'close' }] },
      });
      const { records } = await runRace(command, workspace, [`${server.origin}/a`]);
      expect(records[0]).toMatchObject({ state: 'ok', attempts: 2, resumedFrom: 2000 });
      expect(workspace.read('a').equals(BODY)).toBe(true);
      expect(server.seen('/b')[1]?.headers).toMatchObject({ range: 'bytes=2000-', 'if-range': '"1"' });
    });
  });
}
