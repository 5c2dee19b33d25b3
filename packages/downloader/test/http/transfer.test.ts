import type { DownloadRecord } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/cli/parse.ts';
import { Tally } from '../../src/counter.ts';
import { startClock } from '../../src/download/record.ts';
import { OutputFolder } from '../../src/files/output-folder.ts';
import { carryOver, Connections, Watch } from '../../src/http/index.ts';
import { runSlots } from '../../src/run-slots.ts';
import { Stop } from '../../src/stop.ts';
import { serveHttp, serveTcp, Workspace, type TestServer } from '../kit/index.ts';

async function fetchOne(url: string, ...words: string[]) {
  using workspace = new Workspace();
  const command = parseCommand([url, '--retries', '0', ...words], ['any']);
  if (command.kind !== 'run') throw new Error('a run was expected');
  const rules = command.options;
  const tally = new Tally();
  const records: DownloadRecord[] = [];
  const jobs = [{ index: 0, url, path: 'a' }];
  const connections = new Connections(1, { certificates: [], proxies: undefined, tally });
  const watch = new Watch(rules);
  await runSlots(
    { take: () => jobs.shift(), stop: () => [] },
    {
      concurrency: 1,
      rules,
      tally,
      userAgent: 'test',
      folder: new OutputFolder(workspace.out),
      clock: startClock(),
      stop: new Stop(),
      onEnd: (record) => records.push(record),
    },
    carryOver(connections, watch),
  );
  watch.stop();
  connections.close();
  return { record: records[0], tally, files: workspace.outFiles() };
}

const silent = () => serveTcp(() => undefined);
const speechless = () => serveTcp((socket) => socket.on('data', () => undefined));
const stalling = () =>
  serveTcp((socket) =>
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1')),
  );

describe('time-outs', () => {
  test.each<[string, string, () => Promise<TestServer>, string, string]>([
    ['no TLS handshake', 'https', silent, 'connect-timeout', 'no connection within 0.5 s'],
    ['no answer', 'http', speechless, 'stall-timeout', 'no byte came for 0.5 s'],
    ['half a body', 'http', stalling, 'stall-timeout', 'no byte came for 0.5 s'],
  ])('%s', async (_, scheme, serve, code, message) => {
    await using server = await serve();
    const url = `${scheme}://127.0.0.1:${server.port}/`;
    const { record, files } = await fetchOne(url, '--connect-timeout', '.5', '--stall-timeout', '.5');
    expect(record).toMatchObject({
      state: 'failed',
      attempts: 1,
      error: { code, message: `${url}: ${message}` },
    });
    expect(files).toEqual([]);
  });
});

describe('Connections', () => {
  const reach = { certificates: [], proxies: undefined, tally: new Tally() };

  test('a connection given back is used again, and free ones are few', async () => {
    await using one = await serveHttp((_, answer) => answer.end());
    await using two = await serveHttp((_, answer) => answer.end());
    const [first, second] = [new URL(one.origin), new URL(two.origin)];
    const connections = new Connections(1, reach);
    const taken = connections.take(first);
    connections.giveBack(taken);
    expect(connections.take(first)).toBe(taken);
    connections.giveBack(taken);
    const other = connections.take(second);
    expect(taken.client.destroyed).toBe(true);
    connections.giveBack(other);
    expect(connections.take(second)).toBe(other);
  });

  test('a proxy’s connection serves all http hosts, a tunnel one https host', () => {
    const proxy = { origin: 'http://proxy.test:3128', authorization: undefined };
    const connections = new Connections(9, { ...reach, proxies: { http: proxy, https: proxy, noProxy: [] } });
    const key = (url: string) => connections.take(new URL(url)).key;
    expect(key('http://a.test/')).toBe(key('http://b.test/'));
    expect(key('https://a.test/')).not.toBe(key('https://b.test/'));
    expect(key('https://a.test/')).not.toBe(key('http://a.test/'));
  });
});
