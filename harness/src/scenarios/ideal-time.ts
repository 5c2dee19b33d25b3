import type { Scenario } from '@fairfetch/contract';

const NS_PER_MS = 1e6;
const NS_PER_S = 1e9;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const largest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), 0);

/** Nanoseconds `bytes` take at a rate; no limit takes none. */
function transferNs(bytes: number, bytesPerSecond: number | null | undefined): number {
  return bytesPerSecond ? (bytes / bytesPerSecond) * NS_PER_S : 0;
}

/**
 * The least time, in nanoseconds, in which a client with `concurrency` requests in flight can make these downloads over
 * the scenario's network; `sizes` has one entry a download, in bytes.
 *
 *   T* = max(sum S / B_link, sum p / c, max p),   p = r x RTT + S / B_connection
 *
 * r counts the round trips to the first byte: 1 on a warm connection, 2 on a new plain one, 3 on a new TLS 1.3 one.
 * - sum S / B_link: all bytes pass the shared link.
 * - sum p / c: the work of c slots. Each slot needs a connection, so min(c, N) downloads pay the set-up. Fewer
 *   connections do not help: N + k set-ups over k slots is 1 + N/k each, least for the largest k.
 *   Several hosts need a connection each, which is more where there are more hosts than slots.
 * - max p: the largest file, on a connection that had to be set up, whichever download paid for it.
 *
 * It is a lower bound, met only by a client that costs nothing. What makes a run longer for everybody is left out on
 * purpose: jitter and slow start (both depend on what the client does), whole rounds where c does not divide N, and the
 * wait before the link carries its first byte. So 100 % is not always to be had, and more than 100 % is noise.
 * It holds for HTTP/2 as well: where one connection carries all, c slots wait for its set-up together.
 * 0 means that the model sets no limit (no latency, no rate) or that there are faults.
 */
export function idealTimeNs(scenario: Scenario, sizes: readonly number[], concurrency: number): number {
  // How often a download is begun, and how long it must wait in between, is chance: the model says nothing of that.
  if (sizes.length === 0 || scenario.faults !== undefined) return 0;
  const { rttMs, connectionBytesPerSecond, linkBytesPerSecond } = scenario.network;
  const rttNs = rttMs * NS_PER_MS;
  const setUpNs = (scenario.tls ? 2 : 1) * rttNs;
  const slots = Math.min(concurrency, sizes.length);

  const linkNs = transferNs(sum(sizes), linkBytesPerSecond);
  const setUps = Math.max(slots, Math.min(scenario.hosts ?? 1, sizes.length));
  const workNs = sizes.length * rttNs + setUps * setUpNs + transferNs(sum(sizes), connectionBytesPerSecond);
  const longestNs = setUpNs + rttNs + transferNs(largest(sizes), connectionBytesPerSecond);
  return Math.max(linkNs, workNs / slots, longestNs);
}
