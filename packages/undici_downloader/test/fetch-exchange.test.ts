import { Tally, type Download } from '@fairfetch/downloader';
import { Connections, Watch } from '@fairfetch/downloader/http';
import { serveHttp } from '@fairfetch/downloader/test-kit';
import { expect, test } from 'vitest';
import { FetchExchange } from '../src/strategies/fetch-exchange.ts';

test('cut off before fetch has got as far as to dispatch: nothing is asked for', async () => {
  let requests = 0;
  await using server = await serveHttp((_, answer) => {
    requests += 1;
    answer.end();
  });
  const reach = { certificates: [], proxies: undefined, tally: new Tally() };
  const watch = new Watch({ connectTimeoutS: 1, stallTimeoutS: 1 });
  const download = { connected: false } as Download;
  const exchange = new FetchExchange(download, new Connections(1, reach), watch);
  const fetched = exchange.fetch({ url: new URL(server.origin), headers: [] });
  const cut = new Error('cut off');
  exchange.abort(cut);
  await expect(fetched).rejects.toMatchObject({ cause: cut });
  expect(requests).toBe(0);
  watch.stop();
});
