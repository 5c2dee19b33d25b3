import { describe, expect, test } from 'vitest';
import { makeAuthority } from '../certificates.ts';
import { runRace, Workspace } from '../run-program.ts';
import { closedPort, serveHttp, serveHttps, serveRaw, type TestServer } from '../servers.ts';
import type { Variant } from '../suite.ts';

const HEAD = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${HEAD}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n`;

/** A server, the failure it must lead to, and the status that must be in the record. */
const ANSWERS: readonly [string, () => Promise<TestServer>, string, number?][] = [
  [
    'fewer bytes than promised',
    () => serveRaw(`${HEAD}content-length: 10\r\n\r\n12345`, 'end'),
    'short-body',
    200,
  ],
  [
    'fewer bytes than promised, the close announced',
    () => serveRaw(`${HEAD}connection: close\r\ncontent-length: 10\r\n\r\n12345`, 'end'),
    'short-body',
    200,
  ],
  [
    'a reset inside the body',
    () => serveRaw(`${HEAD}content-length: 10\r\n\r\n12345`, 'reset'),
    'reset',
    200,
  ],
  ['a close inside a chunked body', () => serveRaw(CHUNKED, 'end'), 'reset', 200],
  [
    'a close inside a chunked body, the close announced',
    () => serveRaw(CHUNKED.replace('\r\n', '\r\nconnection: close\r\n'), 'end'),
    'reset',
    200,
  ],
  ['a reset inside a chunked body', () => serveRaw(CHUNKED, 'reset'), 'reset', 200],
  ['a close before any byte', () => serveRaw('', 'end'), 'reset'],
  ['a reset before any byte', () => serveRaw('', 'reset'), 'reset'],
  ['bytes that are not HTTP', () => serveRaw('SSH-2.0-OpenSSH_9.2\r\n\r\n', 'end'), 'bad-response'],
  [
    'two Content-Lengths that differ',
    () => serveRaw(`${HEAD}content-length: 5\r\ncontent-length: 6\r\n\r\n12345`, 'keep'),
    'bad-response',
  ],
  ['a broken chunk', () => serveRaw(`${CHUNKED}nonsense\r\n`, 'keep'), 'bad-response', 200],
  [
    'more headers than the library takes',
    () => serveRaw(`${HEAD}${`x-long: ${'y'.repeat(1000)}\r\n`.repeat(100)}\r\n`, 'keep'),
    'bad-response',
  ],
  [
    'a part nobody asked for',
    () => serveRaw('HTTP/1.1 206 Partial\r\ncontent-length: 2\r\n\r\nxx', 'keep'),
    'bad-response',
    206,
  ],
  [
    'a redirect to nowhere',
    () => serveRaw('HTTP/1.1 301 Moved\r\ncontent-length: 0\r\n\r\n', 'keep'),
    'bad-redirect',
    301,
  ],
  ...[300, 304, 404, 503].map((status): [string, () => Promise<TestServer>, string, number] => [
    `status ${status}`,
    () =>
      serveHttp((_, answer) => {
        answer.writeHead(status, { location: '/other' });
        answer.end();
      }),
    'http-status',
    status,
  ]),
];

export function testFailures({ command }: Variant): void {
  describe('failures', () => {
    test.each(ANSWERS)('%s', async (_, serve, code, status) => {
      using workspace = new Workspace();
      await using server = await serve();
      await using good = await serveHttp((__, answer) => answer.end('fine'));
      const jobs = [`${server.origin}/bad`, `${good.origin}/good`];
      const ended = await runRace(command, workspace, jobs, '--retries', '0');
      const [bad, other] = ended.records;
      expect(bad).toMatchObject({ state: 'failed', path: 'bad', attempts: 1, error: { code } });
      expect(bad?.status).toBe(status);
      expect(bad?.error?.message).toContain(`${server.origin}/bad`);
      expect(ended.stderr).toMatch(
        new RegExp(`^fairfetch-\\w+: ${server.origin}/bad: .+ \\(${code}\\)$`, 'mu'),
      );
      // One failed download never stops the others, and leaves nothing behind.
      expect(other?.state).toBe('ok');
      expect(workspace.outFiles()).toEqual(['good']);
      expect(ended).toMatchObject({
        code: 1,
        summary: { downloads: { ok: 1, failed: 1 }, errors: { [code]: 1 } },
      });
    });

    test('nobody there: connect; no such host: dns', async () => {
      using workspace = new Workspace();
      const port = await closedPort();
      const jobs = [`http://127.0.0.1:${port}/a`, 'http://nowhere.invalid/b'];
      const { records } = await runRace(command, workspace, jobs);
      expect(records.map(({ error }) => error?.code)).toEqual(['connect', 'dns']);
    });

    test('certificates that do not hold, and a server without TLS: tls', async () => {
      using workspace = new Workspace();
      const authority = makeAuthority();
      const [unknown, wrongName] = [
        makeAuthority().issue(['localhost']),
        authority.issue(['elsewhere.test']),
      ];
      await using one = await serveHttps(unknown, (_, answer) => answer.end());
      await using two = await serveHttps(wrongName, (_, answer) => answer.end());
      await using three = await serveHttp((_, answer) => answer.end());
      const jobs = [`${one.origin}/a`, `${two.origin}/b`, `https://127.0.0.1:${three.port}/c`];
      const cacert = workspace.file('ca.pem', authority.certificate);
      const { records } = await runRace(command, workspace, jobs, '--cacert', cacert);
      expect(records.map(({ error }) => error?.code)).toEqual(['tls', 'tls', 'tls']);
      expect(workspace.outFiles()).toEqual([]);
    });

    test('a kept connection that the server has closed is no failure and no attempt', async () => {
      using workspace = new Workspace();
      await using server = await serveHttp((request, answer) => {
        answer.end('x');
        // Without a word about it, as the next request may already be on its way.
        answer.on('finish', () => setImmediate(() => request.socket.destroy()));
      });
      const jobs = Array.from({ length: 20 }, (_, n) => `${server.origin}/${n}`);
      const { summary } = await runRace(command, workspace, jobs, '-j', '2');
      expect(summary).toMatchObject({ downloads: { ok: 20 }, attempts: 20, errors: {} });
    });

    test('1xx answers are skipped', async () => {
      using workspace = new Workspace();
      const early = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n';
      await using server = await serveRaw(`${early}${HEAD}content-length: 2\r\n\r\nok`, 'keep');
      const { records } = await runRace(command, workspace, [`${server.origin}/a`]);
      expect(records[0]).toMatchObject({ state: 'ok', status: 200, bytes: 2 });
    });

    test('passwords are printed and stored nowhere', async () => {
      using workspace = new Workspace();
      const port = await closedPort();
      const jobs = [
        `http://user:s3cret@127.0.0.1:${port}/a`,
        'ftp://user:s3cret@h/b',
        '{"url": "http://user:s3cret@h/", "path": "../x"}',
        '{"url": "http://user:s3cret@h/",',
      ];
      const { stdout, stderr, records } = await runRace(command, workspace, jobs);
      expect(stdout + stderr + JSON.stringify(records)).not.toContain('s3cret');
      expect(records[0]).toMatchObject({ url: `http://***@127.0.0.1:${port}/a` });
      expect(stderr).toContain(`http://***@127.0.0.1:${port}/a`);
    });
  });
}
