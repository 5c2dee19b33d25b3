import { availableParallelism } from 'node:os';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { RunContext, Strategy } from '@fairfetch/downloader';
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
    const feeders: Feeder[] = [];
    const parts = shares.map((share) => {
      const { port1, port2 } = new MessageChannel();
      const feeder = new Feeder(port1, share, jobs, {
        ...context,
        onEnd,
        onRoom: () => refillAll(feeders),
      });
      feeders.push(feeder);
      return finish(feeder, runWorker(pool, share, port2, context), port1);
    });
    // What is under way in the others comes to its end even where one has failed.
    for (const part of await Promise.allSettled(parts)) {
      if (part.status === 'rejected') throw part.reason;
    }
  },
};

/** Where too many downloads waited, any worker's news may let all of them have jobs again. */
function refillAll(feeders: readonly Feeder[]): void {
  for (const feeder of feeders) void feeder.refill();
}

async function finish(feeder: Feeder, worker: Promise<void>, port: MessagePort): Promise<void> {
  await Promise.all([feeder.done, worker]);
  port.close();
}

function runWorker(
  pool: Piscina<WorkerTask, void>,
  concurrency: number,
  port: MessagePort,
  context: RunContext,
): Promise<void> {
  const { folder, options, certificates, proxies, userAgent, zeroNs, tally } = context;
  const task: WorkerTask = {
    port,
    concurrency,
    rules: options,
    folder: folder.path,
    isFolderFresh: folder.isFresh,
    certificates,
    proxies,
    userAgent,
    zeroNs,
    tally: tally.memory,
  };
  // Piscina's type for this list is taken from an overload of postMessage that has no list.
  const transferList = [port] as never;
  return pool.run(task, { name: 'work', transferList });
}
