import { runSlots, type Strategy } from '@fairfetch/downloader';
import { carryOver, Connections, undiciVersion, Watch } from '@fairfetch/downloader/http';

/** One thread: while it writes one body it reads no other, so each write has to be short. */
export const eventLoop: Strategy = {
  libraries: { undici: undiciVersion() },
  async run(jobs, context, onEnd) {
    const { options } = context;
    const connections = new Connections(options.concurrency, context);
    const watch = new Watch(options);
    const thread = { ...context, concurrency: options.concurrency, rules: options, onEnd };
    await runSlots(jobs, thread, carryOver(connections, watch));
    watch.stop();
    connections.close();
  },
};
