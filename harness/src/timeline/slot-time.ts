import type { Phases } from '@fairfetch/contract';
import { carriesFile, type ConnectionSpan, type RequestSpan } from './spans.ts';

/** Nanoseconds, summed over the slots. */
export type SlotTime = Pick<
  Phases,
  'connectingNs' | 'waitingNs' | 'transferringNs' | 'idleNs' | 'drainedNs' | 'excessNs'
>;

export interface Seen {
  readonly connections: readonly ConnectionSpan[];
  readonly requests: readonly RequestSpan[];
}

/** What is looked at: the downloads a client may have in flight between two moments, and all it is to make. */
export interface Frame {
  readonly fromNs: number;
  readonly untilNs: number;
  readonly slots: number;
  readonly downloads: number;
}

/** How many are in each state, and how many downloads are done. */
interface Counts {
  connecting: number;
  waiting: number;
  transferring: number;
  done: number;
}

interface Edge {
  readonly atNs: number;
  readonly count: keyof Counts;
  readonly by: 1 | -1;
}

function span(count: keyof Counts, fromNs: number, untilNs: number): readonly Edge[] {
  if (untilNs <= fromNs) return [];
  return [
    { atNs: fromNs, count, by: 1 },
    { atNs: untilNs, count, by: -1 },
  ];
}

/** Every change of a count, cut to the frame, in the order of time. */
function edgesOf({ connections, requests }: Seen, { fromNs, untilNs }: Frame): readonly Edge[] {
  const cut = (atNs: number | null): number => Math.min(untilNs, Math.max(fromNs, atNs ?? untilNs));
  const connecting = connections.flatMap(({ acceptedNs, readyNs, closedNs }) =>
    span('connecting', cut(acceptedNs), cut(readyNs ?? closedNs)),
  );
  const asked = requests.flatMap((request): readonly Edge[] => {
    const { requestNs, firstByteNs, endNs, complete } = request;
    const startNs = cut(firstByteNs ?? endNs);
    const isDone = complete && endNs !== null && carriesFile(request);
    return [
      ...span('waiting', cut(requestNs), startNs),
      ...span('transferring', startNs, cut(endNs)),
      ...(isDone ? [{ atNs: cut(endNs), count: 'done', by: 1 } as const] : []),
    ];
  });
  return [...connecting, ...asked].toSorted((left, right) => left.atNs - right.atNs);
}

/**
 * Shares `durationNs` of every slot out by what is under way. What is nearest to its end has the slot: a transfer before
 * a wait before a connection; what finds no slot is more than was asked for. A slot with nothing is idle as long as
 * there is a job that nothing under way can be for, else drained.
 */
function share(
  counts: Counts,
  { slots, downloads }: Frame,
  durationNs: number,
  time: Mutable<SlotTime>,
): void {
  const { connecting, waiting, transferring, done } = counts;
  const busy = transferring + waiting + connecting;
  const moving = Math.min(transferring, slots);
  const asking = Math.min(waiting, slots - moving);
  const opening = Math.min(connecting, slots - moving - asking);
  const free = slots - moving - asking - opening;
  const idle = Math.min(free, Math.max(0, downloads - done - busy));
  time.transferringNs += moving * durationNs;
  time.waitingNs += asking * durationNs;
  time.connectingNs += opening * durationNs;
  time.idleNs += idle * durationNs;
  time.drainedNs += (free - idle) * durationNs;
  time.excessNs += (busy - moving - asking - opening) * durationNs;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/**
 * What the slots of a client did, by the origin's clock, in nanoseconds summed over the slots:
 *
 *   slots x (until - from) = connecting + waiting + transferring + idle + drained
 *
 * - connecting: from the accept of a connection to the end of its set-up, the TLS handshake included;
 * - waiting: from the reading of a request to the first byte of its answer;
 * - transferring: from that to the last byte the kernel took;
 * - idle: nothing under way although a job is left that nobody has taken;
 * - drained: nothing under way and no job left, as at the end of the last round.
 *
 * A request that the origin has not read is not under way for it: where it answers at once, part of what is idle here
 * is a request that lies in a socket.
 */
export function slotTimeOf(seen: Seen, frame: Frame): SlotTime {
  const counts: Counts = { connecting: 0, waiting: 0, transferring: 0, done: 0 };
  const time = { connectingNs: 0, waitingNs: 0, transferringNs: 0, idleNs: 0, drainedNs: 0, excessNs: 0 };
  let nowNs = frame.fromNs;
  for (const { atNs, count, by } of edgesOf(seen, frame)) {
    if (atNs > nowNs) share(counts, frame, atNs - nowNs, time);
    counts[count] += by;
    nowNs = atNs;
  }
  share(counts, frame, frame.untilNs - nowNs, time);
  return time;
}
