import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import {
  runSlots,
  type Attempt,
  type Carrier,
  type Decision,
  type Download,
  type DownloadFailure,
  type Place,
  type Strategy,
} from '@fairfetch/downloader';
import { Connections, undiciVersion, Watch } from '@fairfetch/downloader/http';
import { FetchExchange } from './fetch-exchange.ts';

/** fetch, pipeline, createWriteStream, rename, as everybody writes them; below fetch the connections are ours. */
export const fetchAndPipe: Strategy = {
  libraries: { undici: undiciVersion(), 'undici-in-node': process.versions['undici'] ?? 'unknown' },
  async run(jobs, context, onEnd) {
    const { options } = context;
    const connections = new Connections(options.concurrency, context);
    const watch = new Watch(options);
    const thread = { ...context, concurrency: options.concurrency, rules: options, onEnd };
    await runSlots(
      jobs,
      thread,
      (download, place, attempt) =>
        new Fetched(download, place, attempt, new FetchExchange(download, connections, watch)),
    );
    watch.stop();
    connections.close();
  },
};

class Fetched implements Carrier {
  readonly #download: Download;
  readonly #place: Place;
  readonly #attempt: Attempt;
  readonly #exchange: FetchExchange;
  #cutBy: DownloadFailure | undefined;

  constructor(download: Download, place: Place, attempt: Attempt, exchange: FetchExchange) {
    this.#download = download;
    this.#place = place;
    this.#attempt = attempt;
    this.#exchange = exchange;
  }

  start(): void {
    this.#fetchToFile().then(
      () => this.#attempt.ended(),
      (error: unknown) => this.#attempt.ended(error),
    );
  }

  cut(failure: DownloadFailure): void {
    this.#cutBy = failure;
    this.#exchange.abort(failure);
  }

  async #fetchToFile(): Promise<void> {
    for (;;) {
      if (this.#cutBy !== undefined) throw this.#cutBy;
      const { response, decision } = await this.#exchange.fetch(this.#download.ask());
      if (decision.do === 'store') {
        await this.#store(response, decision);
        return;
      }
      // A short body is read to its end, so that the connection can be used again.
      await response.arrayBuffer();
      if (decision.do === 'fail') throw decision.failure;
    }
  }

  async #store(response: Response, decision: Extract<Decision, { do: 'store' }>): Promise<void> {
    const place = this.#place;
    try {
      await pipeline(response.body ?? [], await this.#open(decision));
    } catch (error) {
      // What breaks in the network ends the body early, and is told by the exchange.
      throw place.failure(error);
    }
    if (this.#exchange.brokenBy !== undefined) throw this.#exchange.brokenBy;
    this.#download.body.verify();
    try {
      await rename(place.partPath, place.path);
    } catch (error) {
      throw place.failure(error, 'rename');
    }
    place.renamed();
  }

  async #open({ offset, note }: Extract<Decision, { do: 'store' }>): Promise<WriteStream> {
    const place = this.#place;
    const flush = place.isFlushed;
    if (offset > 0) return createWriteStream(place.partPath, { fd: place.append(), flush });
    place.makeRoom();
    const file = createWriteStream(place.partPath, { flags: 'wx', flush });
    if (note !== undefined) {
      await once(file, 'open');
      place.annotate(note);
    }
    return file;
  }
}
