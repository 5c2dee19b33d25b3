import type { Session, Shard, StoredRun } from '@fairfetch/contract';
import { HarnessError } from '../errors.ts';
import { blocksHere, shardName, shardOf } from '../planned.ts';
import { planDifferences, provenanceDifferences, type Difference } from './differences.ts';
import type { Stored } from './read-back.ts';
import { versionsOf } from './versions.ts';

/** Shards of one plan as one session, and where each run's timeline lies. */
export interface Joined {
  readonly session: Session;
  readonly runs: readonly JoinedRun[];
}

export interface JoinedRun {
  readonly run: StoredRun;
  /** The results folder it is from. */
  readonly from: string;
  /** What its shard is called among the joined timelines. */
  readonly part: string;
}

interface Part extends Stored {
  readonly shard: Shard;
}

/**
 * Joins shards of one plan: each block is there once, whole, and everything that figures depend on is the same in all.
 * Pairs are made within blocks, and a block is of one shard, so none is made across machines.
 * @throws HarnessError `unlike` that names what differs, `results` that names what is missing or there twice
 */
export function mergeShards(stored: readonly Stored[]): Joined {
  const parts = stored.map(asPart);
  const [first, ...others] = parts;
  if (first === undefined) throw new RangeError('nothing to join');
  for (const other of others) requireAlike(first, other);
  requireEveryShard(first, parts);
  for (const part of parts) requireWhole(part);
  const inOrder = parts.toSorted((left, right) => left.shard.index - right.shard.index);
  const session = {
    ...first.session,
    startedAt: inOrder.map((each) => each.session.startedAt).toSorted()[0] as string,
    sittings: inOrder.flatMap((each) => each.session.sittings) as unknown as Session['sittings'],
  };
  return { session, runs: inPlannedOrder(session, inOrder) };
}

function asPart(stored: Stored): Part {
  const shard = shardOf(stored.session);
  if (shard !== null) return { ...stored, shard };
  const message = `${stored.folder} is no shard: it holds all blocks of its plan`;
  throw new HarnessError('results', message, 'Only what `compare --shard K/N` wrote can be joined.');
}

function requireAlike(one: Part, other: Part): void {
  const found = [
    ...planDifferences(one.session, other.session),
    ...provenanceDifferences(one.session.provenance, other.session.provenance),
    ...versionDifferences(one.runs, other.runs),
  ];
  if (found.length === 0) return;
  throw new HarnessError(
    'unlike',
    `${one.folder} and ${other.folder} cannot be joined: ${found.map(inBoth).join('; ')}`,
    'Figures stand beside each other only where all of that is the same: race the shards again, alike.',
  );
}

function inBoth({ what, values }: Difference): string {
  return values === null
    ? `${what} differs`
    : `${what} is ${values[0]} in the first and ${values[1]} in the second`;
}

function versionDifferences(one: readonly StoredRun[], other: readonly StoredRun[]): readonly Difference[] {
  const [left, right] = [versionsByVariant(one), versionsByVariant(other)];
  return [...left].flatMap(([variant, text]) => {
    const there = right.get(variant);
    return there === undefined || there === text
      ? []
      : [{ what: variant, values: [text, there] as [string, string] }];
  });
}

/** All runs of a variant in one folder say the same: it would not have been read otherwise. */
function versionsByVariant(runs: readonly StoredRun[]): ReadonlyMap<string, string> {
  return new Map(
    runs.flatMap((run) => {
      const text = versionsOf(run);
      return text === null ? [] : [[run.variant, text] as const];
    }),
  );
}

function requireEveryShard(first: Part, parts: readonly Part[]): void {
  const { of } = first.shard;
  for (const part of parts) {
    if (part.shard.of !== of) {
      throw notOnce(
        `${first.folder} is ${shardName(first.shard)}, and ${part.folder} is ${shardName(part.shard)}`,
      );
    }
    const twin = parts.find((each) => each !== part && each.shard.index === part.shard.index);
    if (twin !== undefined) {
      throw notOnce(`${part.folder} and ${twin.folder} are both ${shardName(part.shard)}`);
    }
  }
  const indices = Array.from({ length: of }, (_, index) => index + 1);
  const missing = indices.filter((index) => !parts.some(({ shard }) => shard.index === index));
  if (missing.length > 0) {
    const names = missing.map((index) => shardName({ index, of })).join(', ');
    throw notOnce(`${names} ${missing.length === 1 ? 'is' : 'are'} missing`);
  }
}

function notOnce(message: string): HarnessError {
  return new HarnessError('results', message, 'Name the folder of every shard of one plan, each once.');
}

function requireWhole({ folder, session, runs }: Part): void {
  const missing = session.scenarios.flatMap((scenario) =>
    blocksHere(session, scenario, runs).flatMap(({ block, order, left }) =>
      left.map((position) => ({ name: scenario.name, block, id: order[position] })),
    ),
  );
  const [first] = missing;
  if (first === undefined) return;
  throw new HarnessError(
    'results',
    `${folder} lacks ${missing.length} of its runs, the first ${first.id} in block ${first.block} of ${first.name}`,
    `Go on with it first: compare --resume ${folder}`,
  );
}

function inPlannedOrder(session: Session, parts: readonly Part[]): readonly JoinedRun[] {
  const places = new Map(session.scenarios.map(({ name }, index) => [name, index]));
  const placeOf = ({ scenario }: StoredRun): number => places.get(scenario) ?? 0;
  return parts
    .flatMap(({ folder, shard, runs }) =>
      runs.map((run) => ({ run, from: folder, part: shardName(shard).replaceAll(' ', '-'), shard })),
    )
    .toSorted(
      (left, right) =>
        placeOf(left.run) - placeOf(right.run) ||
        left.run.block - right.run.block ||
        left.shard.index - right.shard.index ||
        left.run.position - right.run.position,
    );
}
