import { isDeepStrictEqual } from 'node:util';
import type { CheckBlock, CheckSession } from '@fairfetch/contract';
import { HarnessError } from '../errors.ts';
import type { StoredCheck } from './store.ts';

/** All that decides what is compared with what: it is the same in all shards of one check. */
const SAME = [
  'mode',
  'seed',
  'optionWords',
  'base',
  'candidate',
  'metrics',
  'level',
  'confidence',
  'budget',
  'inconclusive',
  'scenarios',
] as const satisfies readonly (keyof CheckSession)[];

/**
 * The shards of one check as one session. Lanes were dealt out whole, so machines may differ: no pair spans two of them.
 * @throws HarnessError `unlike` that names what does not fit together
 */
export function joinChecks(parts: readonly StoredCheck[]): {
  readonly session: CheckSession;
  readonly blocks: readonly CheckBlock[];
} {
  const [first] = parts;
  if (first === undefined) throw new TypeError('nothing to join');
  for (const part of parts) requireAlike(first, part);
  const inOrder = wholeSet(parts);
  const [{ session }] = inOrder as [StoredCheck, ...StoredCheck[]];
  const sessions = inOrder.map((each) => each.session);
  const conformance = sessions.flatMap((each) => each.conformance ?? []);
  return {
    session: {
      ...session,
      startedAt: sessions.map(({ startedAt }) => startedAt).toSorted()[0] as CheckSession['startedAt'],
      lanes: dealtBack(sessions.map(({ lanes }) => lanes)),
      otherLanes: 0,
      shard: null,
      hostHash: [...new Set(sessions.map(({ hostHash }) => hostHash))].join('+'),
      conformance: sessions.every((each) => each.conformance === null) ? null : conformance,
      preparedSeconds: Math.max(...sessions.map(({ preparedSeconds }) => preparedSeconds)),
    },
    blocks: inOrder.flatMap(({ blocks }) => blocks),
  };
}

function unlike(message: string): HarnessError {
  return new HarnessError(
    'unlike',
    message,
    'Join the shards of one check: the same --base, --seed, --budget and scenarios, each shard once.',
  );
}

function requireAlike(first: StoredCheck, other: StoredCheck): void {
  const differing = SAME.find((name) => !isDeepStrictEqual(first.session[name], other.session[name]));
  if (differing !== undefined) {
    throw unlike(`${first.folder} and ${other.folder} are not of one check: they differ in ${differing}`);
  }
  const [ours, theirs] = [first, other].map(({ session }) => session.provenance.harness);
  if (ours !== theirs) throw unlike(`${other.folder} is of fairfetch ${theirs}, ${first.folder} of ${ours}`);
}

/** By the number of the shard; none is missing, none there twice. */
function wholeSet(parts: readonly StoredCheck[]): readonly StoredCheck[] {
  const numbers = new Map<number, StoredCheck>();
  for (const part of parts) {
    const { shard } = part.session;
    if (shard === null) throw unlike(`${part.folder} is no shard, but a whole check`);
    const other = numbers.get(shard.index);
    if (other !== undefined) throw unlike(`${other.folder} and ${part.folder} are both shard ${shard.index}`);
    numbers.set(shard.index, part);
  }
  const of = parts[0]?.session.shard?.of ?? 0;
  const wrong = parts.find(({ session }) => session.shard?.of !== of);
  if (wrong !== undefined) throw unlike(`${wrong.folder} is of another number of shards than ${of}`);
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter((each) => !numbers.has(each));
  if (missing.length > 0) throw unlike(`shard ${missing.join(', ')} of ${of} is missing`);
  return [...numbers].toSorted(([left], [right]) => left - right).map(([, part]) => part);
}

/** One from each in turn, as they were dealt out. */
function dealtBack<Item>(hands: readonly (readonly Item[])[]): Item[] {
  const most = Math.max(...hands.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) =>
    hands.flatMap((hand) => (index < hand.length ? [hand[index] as Item] : [])),
  ).flat();
}
