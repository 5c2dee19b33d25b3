import { availableParallelism } from 'node:os';
import { MessageChannel } from 'node:worker_threads';
import type { DownloadRecord } from '@fairfetch/contract';
import type { JobSource, RunContext, Strategy } from '@fairfetch/downloader';
import { undiciVersion } from '@fairfetch/downloader/version';
import { Piscina } from 'piscina';
import { Feeder } from './feeder.ts';
import { splitConcurrency } from './shares.ts';
import type { WorkerTask } from './worker.ts';

// The bundle has a worker of its own beside it.
const WORKER = import.meta.url.endsWith('.ts') ? 'worker.ts' : 'worker.js';

/**
 * The main thread reads jobs and takes names; each worker downloads and writes its part of them. One long task for each
 * worker, fed through a port: between short tasks a Piscina worker would stand still, and its kept connections with it.
 */
export const workers: Strategy = {
  libraries: { piscina: Piscina.version, undici: undiciVersion() },
  async run(jobs, context, onEnd) {
    const shares = splitConcurrency(context.options.concurrency, availableParallelism());
    const pool = new Piscina({
      filename: new URL(WORKER, import.meta.url).href,
      minThreads: shares.length,
      maxThreads: shares.length,
      atomics: 'disabled',
    });
    await Promise.all(shares.map((share) => runWorker(pool, share, jobs, context, onEnd)));
  },
};

async function runWorker(
  pool: Piscina<WorkerTask, void>,
  concurrency: number,
  jobs: JobSource,
  context: RunContext,
  onEnd: (record: DownloadRecord) => void,
): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const task: WorkerTask = {
    port: port2,
    concurrency,
    folder: context.folder.path,
    certificates: context.certificates,
    userAgent: context.userAgent,
    work: context.work,
    zeroNs: context.zeroNs,
    tally: context.tally.memory,
  };
  const feeder = new Feeder(port1, concurrency, jobs, onEnd);
  // Piscina's type for this list is taken from an overload of postMessage that has no list.
  const transferList = [port2] as never;
  await Promise.all([feeder.done, pool.run(task, { name: 'work', transferList })]);
  port1.close();
}
