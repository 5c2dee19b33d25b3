import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { makeAuthority } from '../certificates.ts';
import { runProcess, runRace, Workspace } from '../run-program.ts';
import { bodyOf, serveHttp, serveHttps, sha256Of } from '../servers.ts';
import type { Variant } from '../suite.ts';

/** Sizes around everything that is batched: an empty body, one piece, several, more than one batch. */
const SIZES = [0, 1, 4096, 65_536, 1_048_575, 1_048_576, 3_500_000];

export function testTransfers({ command, backend, name, libraries, capsConnections }: Variant): void {
  describe('transfers', () => {
    test('every size arrives whole, by Content-Length, chunked and up to the close', async () => {
      using workspace = new Workspace();
      await using server = await serveHttp((request, answer) => {
        const [, how, bytes] = (request.url ?? '').split('/');
        const body = bodyOf(Number(bytes));
        if (how === 'length') answer.setHeader('content-length', body.length);
        if (how === 'close') answer.useChunkedEncodingByDefault = false;
        if (how === 'close') answer.setHeader('connection', 'close');
        answer.write(body.subarray(0, 1000));
        answer.end(body.subarray(1000));
      });
      const jobs = ['length', 'chunked', 'close'].flatMap((how) =>
        SIZES.map((bytes) => ({ url: `${server.origin}/${how}/${bytes}`, path: `${how}/${bytes}` })),
      );
      const { code, summary, records } = await runRace(command, workspace, jobs, '-j', '4');
      expect(code).toBe(0);
      for (const how of ['length', 'chunked', 'close']) {
        for (const bytes of SIZES) {
          expect(workspace.read(`${how}/${bytes}`).equals(bodyOf(bytes)), `${how} ${bytes}`).toBe(true);
        }
      }
      expect(records.map(({ bytes }) => bytes)).toEqual([...SIZES, ...SIZES, ...SIZES]);
      expect(summary.bytes).toBe(3 * SIZES.reduce((sum, bytes) => sum + bytes, 0));
    });

    test('the summary says what was done', async () => {
      using workspace = new Workspace();
      await using server = await serveHttp((request, answer) => {
        if (request.url === '/404') answer.statusCode = 404;
        answer.end(bodyOf(100));
      });
      const jobs = [1, 2, 3, 404].map((n) => `${server.origin}/${n}`);
      const { code, summary, records } = await runRace(command, workspace, [...jobs, 'nonsense'], '-j', '2');
      expect(code).toBe(1);
      expect(summary).toMatchObject({
        contract: 1,
        backend,
        variant: name,
        runtime: { name: 'Node.js', version: process.versions.node },
        concurrency: 2,
        downloads: { total: 5, ok: 3, failed: 2, skipped: 0, cancelled: 0 },
        bytes: 400,
        attempts: 4,
        errors: { 'http-status': 1, 'bad-job': 1 },
      });
      expect(Object.keys(summary.libraries).toSorted()).toEqual(libraries);
      expect(records.map(({ index, state }) => [index, state])).toEqual([
        [0, 'ok'],
        [1, 'ok'],
        [2, 'ok'],
        [3, 'failed'],
        [4, 'failed'],
      ]);
      for (const { startNs, endNs } of records) expect(endNs).toBeGreaterThanOrEqual(startNs);
      expect(summary.durationNs).toBeGreaterThanOrEqual(Math.max(...records.map(({ endNs }) => endNs)));
      const [first] = records;
      expect(first).toMatchObject({ path: '1', status: 200, bytes: 100, attempts: 1 });
      expect(first?.firstByteNs).toBeGreaterThanOrEqual(first?.startNs ?? Number.NaN);
    });

    test.each([1, 3, 10])('never more than %i in flight, nor more connections', async (concurrency) => {
      using workspace = new Workspace();
      let inFlight = 0;
      let peak = 0;
      const full = Promise.withResolvers<void>();
      await using server = await serveHttp(async (_, answer) => {
        inFlight += 1;
        peak = Math.max(peak, inFlight);
        // Nothing is answered before all that may come at once have come; later on, more would have the time to.
        if (inFlight === concurrency) full.resolve();
        await full.promise;
        await setTimeout(5);
        inFlight -= 1;
        answer.end('x');
      });
      const jobs = Array.from({ length: 40 }, (_, n) => `${server.origin}/${n}`);
      const { summary } = await runRace(command, workspace, jobs, '-j', String(concurrency));
      expect(peak).toBe(concurrency);
      expect(summary.peakInFlight).toBe(concurrency);
      if (capsConnections) expect(server.connections()).toBeLessThanOrEqual(concurrency);
    });

    test.each(['sha256', 'fnv1a'] as const)('--work %s', async (work) => {
      using workspace = new Workspace();
      await using server = await serveHttp((_, answer) => answer.end('foobar'));
      const { records } = await runRace(command, workspace, [`${server.origin}/a`], '--work', work);
      const sha256 = sha256Of(Buffer.from('foobar'));
      const expected = work === 'sha256' ? { work: sha256, sha256 } : { work: 'bf9cf968' };
      expect(records[0]).toMatchObject(expected);
      expect(records[0]?.sha256).toBe(work === 'sha256' ? sha256 : undefined);
    });

    test('asks for the bytes as they are, and sends credentials only as a header', async () => {
      using workspace = new Workspace();
      const seen: (string | undefined)[] = [];
      await using server = await serveHttp((request, answer) => {
        const { headers } = request;
        seen.push(headers['accept-encoding'], headers['authorization'], headers['user-agent'], request.url);
        answer.end();
      });
      await runRace(command, workspace, [`http://us%20er:pa%3Ass@127.0.0.1:${server.port}/a?b=c#d`]);
      const basic = `Basic ${Buffer.from('us er:pa:ss').toString('base64')}`;
      expect(seen).toEqual(['identity', basic, expect.stringMatching(/^fairfetch-/u), '/a?b=c']);
    });

    test('a certificate of --cacert is trusted besides the default ones, and not without it', async () => {
      using workspace = new Workspace();
      const [given, usual] = [makeAuthority('given'), makeAuthority('usual')];
      await using one = await serveHttps(given.issue(['localhost']), (_, answer) => answer.end('one'));
      await using two = await serveHttps(usual.issue(['localhost']), (_, answer) => answer.end('two'));
      const words = ['-d', workspace.out, '--json', `${one.origin}/one`, `${two.origin}/two`];
      // Node's way to add to the default certificates, standing for those that are in it.
      const env = { NODE_EXTRA_CA_CERTS: workspace.file('usual.pem', usual.certificate) };
      const cacert = ['--cacert', workspace.file('given.pem', given.certificate)];
      const both = await runProcess(command, [...words, ...cacert], { env });
      expect(JSON.parse(both.stdout)).toMatchObject({ downloads: { ok: 2 } });
      const without = await runProcess(command, words, { env });
      expect(JSON.parse(without.stdout)).toMatchObject({ downloads: { ok: 1 }, errors: { tls: 1 } });
    });
  });
}
