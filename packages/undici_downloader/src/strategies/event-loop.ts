import { runSlots, type Strategy } from '@fairfetch/downloader';
import { Connections, transfer, undiciVersion } from '@fairfetch/downloader/http';

/** One thread: while it writes one body it reads no other, so each write has to be short. */
export const eventLoop: Strategy = {
  libraries: { undici: undiciVersion() },
  async run(jobs, context, onEnd) {
    const { concurrency } = context.options;
    const connections = new Connections(concurrency, context.certificates);
    const transferContext = { ...context, connections };
    await runSlots(concurrency, jobs, (job, end) => transfer(job, transferContext, end), onEnd);
    connections.close();
  },
};
