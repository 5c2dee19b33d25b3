// Claims more than it did.
import { run } from './kit.mjs';

await run({
  summary: ({ downloads, bytes }) => ({
    downloads: { ...downloads, total: downloads.total + 1, ok: downloads.ok + 1 },
    bytes: bytes * 2,
    peakInFlight: 64,
  }),
});
