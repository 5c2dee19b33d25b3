import type { Scenario } from '@fairfetch/contract';

/** What a client does that costs time; the perfect one does nothing of it. All in nanoseconds. */
export interface Client {
  /** From the start to the first connection. */
  readonly startUpNs: number;
  /** Between the end of a download and the next request of that slot. */
  readonly thinkNs: number;
  /** Keeps connections; otherwise every download sets one up. */
  readonly reuse: boolean;
  /** Connections it uses, at most as many as were asked for. */
  readonly slots: number;
}

interface Transfer {
  readonly slot: number;
  /** The first byte may leave. */
  readonly fromNs: number;
  leftBytes: number;
}

/** Bytes a nanosecond that each of `active` transfers gets: the link is shared equally, no connection exceeds its rate. */
function rateOf({ network }: Scenario, active: number): number {
  const { connectionBytesPerSecond: connection, linkBytesPerSecond: link } = network;
  return Math.min(connection ?? Infinity, (link ?? Infinity) / active) / 1e9;
}

/** Moves all that is under way on to `untilNs`. */
function advance(active: readonly Transfer[], scenario: Scenario, fromNs: number, untilNs: number): void {
  const rate = rateOf(scenario, active.length);
  for (const each of active) each.leftBytes -= rate === Infinity ? each.leftBytes : rate * (untilNs - fromNs);
}

/** The earliest end among the transfers under way, if nothing else happens before. */
function nextEndNs(active: readonly Transfer[], scenario: Scenario, nowNs: number): number {
  const rate = rateOf(scenario, active.length);
  return Math.min(
    Infinity,
    ...active.map(({ leftBytes }) => (leftBytes <= 0 ? nowNs : nowNs + leftBytes / rate)),
  );
}

/**
 * Nanoseconds a client needs for these downloads, by discrete events over the same network model as the origin's: a new
 * connection costs one round trip, its TLS handshake one more, every answer begins one round trip after its request, and
 * bodies share the link. Written apart from the formula it is to check.
 */
export function simulate(scenario: Scenario, sizes: readonly number[], client: Client): number {
  const rttNs = scenario.network.rttMs * 1e6;
  const setUpNs = (scenario.tls ? 2 : 1) * rttNs;
  const slots = Math.min(client.slots, sizes.length);
  const queue = [...sizes];
  const waiting: Transfer[] = [];
  let active: Transfer[] = [];
  const request = (slot: number, atNs: number, isNew: boolean): void => {
    const leftBytes = queue.shift();
    if (leftBytes !== undefined)
      waiting.push({ slot, fromNs: atNs + (isNew ? setUpNs : 0) + rttNs, leftBytes });
  };

  let nowNs = client.startUpNs;
  for (let slot = 0; slot < slots; slot += 1) request(slot, nowNs, true);
  while (waiting.length + active.length > 0) {
    const beginNs = Math.min(Infinity, ...waiting.map(({ fromNs }) => fromNs));
    const endNs = nextEndNs(active, scenario, nowNs);
    const untilNs = Math.min(beginNs, endNs);
    advance(active, scenario, nowNs, untilNs);
    // The one that ends now may be a rounding error short of its last byte.
    const ended = endNs <= beginNs ? active.filter(({ leftBytes }) => leftBytes <= 1e-3) : [];
    nowNs = untilNs;
    active = active.filter((each) => !ended.includes(each));
    for (const { slot } of ended) request(slot, nowNs + client.thinkNs, !client.reuse);
    for (const each of waiting.filter(({ fromNs }) => fromNs <= nowNs)) {
      waiting.splice(waiting.indexOf(each), 1);
      active.push(each);
    }
  }
  return nowNs;
}
