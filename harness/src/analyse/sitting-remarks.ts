import type { Note, Session, SessionScenario, Shard, Sitting, StoredRun } from '@fairfetch/contract';
import { shardName, shardOf } from '../planned.ts';

const MOST_NAMED = 5;

/** `1, 4 and 7`, or `1, 4, 7, 10, 13 and 20 more`. */
function inWords(blocks: readonly number[]): string {
  const more = blocks.length - MOST_NAMED;
  const named = blocks.slice(0, MOST_NAMED).map(String);
  if (more > 0) named.push(`${more} more`);
  const last = named.pop() ?? '';
  return named.length === 0 ? last : `${named.join(', ')} and ${last}`;
}

function shardRemarks(shard: Shard, planned: number): readonly Note[] {
  const text = `This is ${shardName(shard)} of a plan of ${planned} counted blocks: \`fairfetch merge\` joins them.`;
  return [{ code: 'shard', text }];
}

function joinedRemarks(sittings: readonly Sitting[]): readonly Note[] {
  const shards = new Set(sittings.flatMap(({ shard }) => shard?.index ?? []));
  const machines = new Set(sittings.map(({ hostHash }) => hostHash)).size;
  const where =
    machines === 1
      ? 'all run on one machine'
      : `run on ${machines} machines of one kind: every ratio is of pairs made within one of them, and the medians of times are over all`;
  return [{ code: 'joined', text: `Joined from ${shards.size} shards, ${where}.` }];
}

/** The half of a block that was run later met another state of the machine: its pairs span the time between. */
function resumedRemarks(sittings: readonly Sitting[], runs: readonly StoredRun[]): readonly Note[] {
  const byShard = Map.groupBy(sittings, ({ shard }) => shard?.index ?? 0);
  const used = new Set(runs.map(({ sitting }) => sitting));
  const again = [...byShard.values()].flatMap((each) => each.filter(({ id }) => used.has(id)).slice(1));
  if (again.length === 0) return [];
  const made = Map.groupBy(
    runs.filter(({ warmup }) => !warmup),
    ({ block }) => block,
  );
  const parted = [...made].flatMap(([block, own]) =>
    new Set(own.map(({ sitting }) => sitting)).size > 1 ? [block] : [],
  );
  const times = again.length === 1 ? 'once' : `${again.length} times`;
  const pairs =
    parted.length === 0
      ? '; no block that counts was parted by it'
      : `; of block ${inWords(parted.toSorted((left, right) => left - right))} a part was run before and a part after, so its pairs span the time between`;
  return [{ code: 'resumed', text: `Interrupted and gone on with ${times}${pairs}.` }];
}

/** By which processes, and on how many machines, the runs were made. */
export function sittingRemarks(
  session: Session,
  { name }: Pick<SessionScenario, 'name'>,
  runs: readonly StoredRun[],
): readonly Note[] {
  const { sittings, scenarios } = session;
  const shard = shardOf(session);
  const planned = scenarios.find((scenario) => scenario.name === name)?.blocks ?? 0;
  const own = runs.filter(({ scenario }) => scenario === name);
  return [
    ...(shard === null ? [] : shardRemarks(shard, planned)),
    ...(shard === null && sittings[0].shard !== null ? joinedRemarks(sittings) : []),
    ...resumedRemarks(sittings, own),
  ];
}
