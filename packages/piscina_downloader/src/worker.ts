import type { MessagePort } from 'node:worker_threads';
import type { DownloadRecord } from '@fairfetch/contract';
import { OutputFolder, runSlots, startClock, Stop, Tally, type DownloadRules } from '@fairfetch/downloader';
import { carryOver, Connections, Watch, type Proxies } from '@fairfetch/downloader/http';
import type { FromWorker } from './messages.ts';
import { PortJobs } from './port-jobs.ts';

/** What a worker is given once. */
export interface WorkerTask {
  readonly port: MessagePort;
  /** This worker's part of what may be in flight. */
  readonly concurrency: number;
  readonly rules: DownloadRules;
  readonly folder: string;
  readonly isFolderFresh: boolean;
  readonly certificates: readonly string[];
  readonly proxies: Proxies | undefined;
  readonly userAgent: string;
  readonly zeroNs: bigint;
  /** The shared counters. */
  readonly tally: SharedArrayBuffer;
}

/** Downloads what comes through the port, with all attempts. Bodies stay in this thread: only records go back. */
export async function work(task: WorkerTask): Promise<void> {
  const { port, concurrency, rules, userAgent } = task;
  const tally = new Tally(task.tally);
  const stop = new Stop();
  const news = new News(port);
  const connections = new Connections(concurrency, { ...task, tally });
  const watch = new Watch(rules);
  await runSlots(
    new PortJobs(port, (signal) => stop.request(signal)),
    {
      concurrency,
      rules,
      userAgent,
      folder: new OutputFolder(task.folder, { fsync: rules.fsync, isFresh: task.isFolderFresh }),
      clock: startClock(task.zeroNs),
      tally,
      stop,
      onEnd: (record) => news.ended(record),
      onWaiting: (change) => news.waits(change),
    },
    carryOver(connections, watch),
  );
  news.send();
  watch.stop();
  connections.close();
}

/** One message for all that happens in the same turn of the event loop. */
class News {
  readonly #port: MessagePort;
  #records: DownloadRecord[] = [];
  #waiting = 0;
  #isScheduled = false;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  ended(record: DownloadRecord): void {
    this.#records.push(record);
    this.#schedule();
  }

  waits(change: 1 | -1): void {
    this.#waiting += change;
    this.#schedule();
  }

  send(): void {
    this.#isScheduled = false;
    if (this.#records.length === 0 && this.#waiting === 0) return;
    const news: FromWorker = { records: this.#records, waiting: this.#waiting };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
    this.#port.postMessage(news);
    this.#records = [];
    this.#waiting = 0;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.send());
  }
}
