import type { MessagePort } from 'node:worker_threads';
import type { DownloadRecord } from '@fairfetch/contract';
import { OutputFolder, runSlots, startClock, Tally, type WorkKind } from '@fairfetch/downloader';
import { Connections, transfer } from '@fairfetch/downloader/http';
import { PortJobs } from './port-jobs.ts';

/** What a worker is given once. */
export interface WorkerTask {
  readonly port: MessagePort;
  /** This worker's part of what may be in flight. */
  readonly concurrency: number;
  readonly folder: string;
  readonly certificates: readonly string[];
  readonly userAgent: string;
  readonly work: WorkKind;
  readonly zeroNs: bigint;
  /** The shared counters. */
  readonly tally: SharedArrayBuffer;
}

/** Downloads what comes through the port. Bodies stay in this thread: only records go back. */
export async function work(task: WorkerTask): Promise<void> {
  const { port, concurrency, certificates, userAgent } = task;
  const connections = new Connections(concurrency, certificates);
  const context = {
    connections,
    userAgent,
    folder: new OutputFolder(task.folder),
    clock: startClock(task.zeroNs),
    tally: new Tally(task.tally),
    work: task.work,
  };
  let ended: DownloadRecord[] = [];
  const send = (): void => {
    port.postMessage(ended);
    ended = [];
  };
  await runSlots(
    concurrency,
    new PortJobs(port),
    (job, end) => transfer(job, context, end),
    (record) => {
      // One message for all that end in the same turn of the event loop.
      if (ended.push(record) === 1) setImmediate(send);
    },
  );
  if (ended.length > 0) send();
  connections.close();
}
