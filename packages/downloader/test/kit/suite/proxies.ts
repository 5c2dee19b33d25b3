import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { makeAuthority } from '../certificates.ts';
import { runProcess, startRace, Workspace } from '../run-program.ts';
import { serveScripted } from '../scripted.ts';
import { bodyOf, closedPort, serveHttps, serveTcp } from '../servers.ts';
import type { Variant } from '../suite.ts';

const BODY = bodyOf(5000);

/** A proxy that opens tunnels to wherever it is asked, and keeps what it was asked in. */
async function serveTunnels(answer = 'HTTP/1.1 200 Connection established\r\n\r\n') {
  const heads: string[] = [];
  const server = await serveTcp((socket) => {
    socket.once('data', (piece: Buffer) => {
      const head = piece.toString('latin1');
      heads.push(head);
      socket.write(answer);
      if (!answer.includes(' 200 ')) return;
      const [, port = ''] = /^CONNECT localhost:(\d+) /u.exec(head) ?? [];
      const target = connect(Number(port), '127.0.0.1');
      target.on('error', () => socket.destroy());
      socket.pipe(target).pipe(socket);
    });
  });
  return { server, heads };
}

export function testProxies({ command }: Variant): void {
  describe('proxies', () => {
    test('http goes in absolute form, over connections that are kept, with the proxy’s own credentials', async () => {
      using workspace = new Workspace();
      await using proxy = await serveScripted({ '/a': { body: BODY }, '/b': { body: BODY } });
      const env = { http_proxy: `http://pu:s3cr3t@127.0.0.1:${proxy.port}` };
      const jobs = ['http://u:p@one.test/a?q', 'http://two.test:8080/b'];
      const options = ['-j', '1', '-H', 'X-Own: 1'];
      const { records, stdout, stderr } = await startRace(command, workspace, jobs, options, { env }).raced;
      expect(records.map(({ state }) => state)).toEqual(['ok', 'ok']);
      expect(proxy.connections()).toBe(1);
      const [a, b] = [proxy.seen('/a')[0], proxy.seen('/b')[0]];
      expect(a?.url).toBe('http://one.test/a?q');
      expect(b?.url).toBe('http://two.test:8080/b');
      const authorization = `Basic ${Buffer.from('pu:s3cr3t').toString('base64')}`;
      expect(a?.headers).toMatchObject({
        host: 'one.test',
        'proxy-authorization': authorization,
        authorization: 'Basic dTpw',
        'x-own': '1',
      });
      expect(b?.headers).toMatchObject({ host: 'two.test:8080', 'proxy-authorization': authorization });
      expect(stdout + stderr).not.toContain('s3cr3t');
    });

    test('https goes through a tunnel, which learns nothing but where to', async () => {
      using workspace = new Workspace();
      const authority = makeAuthority();
      const seen: unknown[] = [];
      await using server = await serveHttps(authority.issue(['localhost']), (request, answer) => {
        seen.push(request.headers['x-own'], request.headers['proxy-authorization']);
        answer.end(BODY);
      });
      const { server: proxy, heads } = await serveTunnels();
      await using _ = proxy;
      const env = { https_proxy: `pu:pw@127.0.0.1:${proxy.port}` };
      const cacert = workspace.file('ca.pem', authority.certificate);
      const jobs = [1, 2, 3].map((n) => `${server.origin}/${n}`);
      const options = ['-j', '1', '-H', 'X-Own: 1', '--cacert', cacert];
      const { records } = await startRace(command, workspace, jobs, options, { env }).raced;
      expect(records.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
      expect(seen).toEqual(['1', undefined, '1', undefined, '1', undefined]);
      const target = `localhost:${server.port}`;
      expect(heads).toEqual([
        `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Authorization: Basic ${Buffer.from('pu:pw').toString('base64')}\r\n\r\n`,
      ]);
    });

    test.each([
      ['refuses', 'HTTP/1.1 403 Forbidden\r\n\r\n', 'connect', ': the proxy refused: it answered 403'],
      [
        'is none',
        'SSH-2.0-OpenSSH_9.2\r\n\r\n',
        'connect',
        ': cannot connect: the proxy does not answer in HTTP',
      ],
      ['is silent', '', 'connect-timeout', ': no connection within 0.5 s'],
    ])('a proxy that %s', async (_, answer, code, message) => {
      using workspace = new Workspace();
      const { server: proxy } = await serveTunnels(answer);
      await using __ = proxy;
      const env = { https_proxy: `http://127.0.0.1:${proxy.port}` };
      const options = ['--retries', '1', '--connect-timeout', '0.5'];
      const { records } = await startRace(command, workspace, ['https://h.test/a'], options, { env }).raced;
      expect(records[0]).toMatchObject({
        attempts: 2,
        error: { code, message: `https://h.test/a${message}` },
      });
    });

    test('no_proxy keeps away from it, capitals are read for https only, and a dead proxy is connect', async () => {
      using workspace = new Workspace();
      await using server = await serveScripted({ '/a': { body: BODY } });
      const dead = `http://127.0.0.1:${await closedPort()}`;
      const outcome = async (env: NodeJS.ProcessEnv) => {
        const race = startRace(command, workspace, [`${server.origin}/a`], ['--retries', '0'], { env });
        const [record] = (await race.raced).records;
        return record?.error?.code ?? record?.state;
      };
      expect(await outcome({ http_proxy: dead })).toBe('connect');
      expect(await outcome({ http_proxy: dead, no_proxy: 'x.test, 127.0.0.1' })).toBe('ok');
      expect(await outcome({ HTTP_PROXY: dead, https_proxy: dead })).toBe('ok');
    });

    test('one that is not http: exit 3, and nothing of its password', async () => {
      using workspace = new Workspace();
      const env = { https_proxy: 'socks5://u:s3cr3t@127.0.0.1:1080' };
      const ended = await runProcess(command, ['-d', workspace.out, 'http://127.0.0.1:9/'], { env });
      expect(ended).toMatchObject({ code: 3, stdout: '' });
      expect(ended.stderr).toMatch(
        /^fairfetch-\w+: https_proxy names socks5:\/\/\*\*\*@127.0.0.1:1080, and only http:\/\/ proxies are supported\n$/u,
      );
      expect(workspace.exists('.')).toBe(false);
    });
  });
}
