import type { DownloadRecord } from '@fairfetch/contract';
import { describe, expect, test } from 'vitest';
import { Tally } from '../../src/counter.ts';
import { startClock } from '../../src/download.ts';
import { OutputFolder } from '../../src/files.ts';
import { Connections, transfer } from '../../src/http/index.ts';
import { serveHttp, serveTcp, Workspace, type TestServer } from '../kit/index.ts';

async function fetchOne(url: string, timeouts: { connectMs: number; stallMs: number }) {
  using workspace = new Workspace();
  const connections = new Connections(1, [], timeouts);
  const tally = new Tally();
  const folder = new OutputFolder(workspace.out);
  const context = {
    connections,
    tally,
    folder,
    clock: startClock(),
    work: 'none',
    userAgent: 'test',
  } as const;
  const record = await new Promise<DownloadRecord>((resolve) => {
    transfer({ index: 0, url, path: 'a' }, context, resolve);
  });
  connections.close();
  return { record, tally, files: workspace.outFiles() };
}

const silent = () => serveTcp(() => undefined);
const speechless = () => serveTcp((socket) => socket.on('data', () => undefined));
const stalling = () =>
  serveTcp((socket) =>
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1')),
  );

describe('time-outs', () => {
  test.each<[string, string, () => Promise<TestServer>, string]>([
    ['no TLS handshake', 'https', silent, 'connect-timeout'],
    ['no answer', 'http', speechless, 'stall-timeout'],
    ['half a body', 'http', stalling, 'stall-timeout'],
  ])('%s', async (_, scheme, serve, code) => {
    await using server = await serve();
    const { record, files } = await fetchOne(`${scheme}://127.0.0.1:${server.port}/`, {
      connectMs: 500,
      stallMs: 500,
    });
    expect(record).toMatchObject({ state: 'failed', attempts: 1, error: { code } });
    expect(files).toEqual([]);
  });
});

describe('Connections', () => {
  test('a connection given back is used again, and free ones are few', async () => {
    await using one = await serveHttp((_, answer) => answer.end());
    await using two = await serveHttp((_, answer) => answer.end());
    const connections = new Connections(1, []);
    const first = connections.take(one.origin);
    connections.giveBack(first);
    expect(connections.take(one.origin)).toBe(first);
    const other = connections.take(two.origin);
    connections.giveBack(first);
    connections.giveBack(other);
    expect(first.client.destroyed).toBe(true);
    expect(connections.take(two.origin)).toBe(other);
  });
});
