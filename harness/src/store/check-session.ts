import type { Session, SessionScenario, Sitting } from '@fairfetch/contract';
import { CEILING_KINDS, ceilingId } from '../headroom/ceilings.ts';
import { shardName } from '../planned.ts';
import { expandScenario } from '../scenarios/index.ts';

const CEILINGS = new Set(CEILING_KINDS.map(ceilingId));

export function isCeiling(id: string): boolean {
  return CEILINGS.has(id);
}

/** What of a session that holds to its schema cannot be true. */
export function sessionProblems(session: Session): readonly string[] {
  const { variants, scenarios, sittings } = session;
  return [
    ...repeated('variant', variants),
    ...repeated(
      'scenario',
      scenarios.map(({ name }) => ({ id: name })),
    ),
    ...repeated('sitting', sittings),
    ...(variants.length === 0 ? ['it has no variant'] : []),
    ...(scenarios.length === 0 ? ['it has no scenario'] : []),
    ...scenarios.flatMap((scenario) => digestProblems(session, scenario)),
    ...scenarios.flatMap((scenario, index) => orderProblems(session, scenario, session.order[index])),
    ...sittingProblems(sittings),
  ];
}

function sittingProblems(sittings: readonly Sitting[]): readonly string[] {
  const shards = sittings.map(({ shard }) => shard);
  const beyond = shards.find((shard) => shard !== null && shard.index > shard.of);
  if (beyond) return [`it has ${shardName(beyond)}`];
  if (new Set(shards.map((shard) => shard?.of)).size > 1) return ['its sittings are not parts of one plan'];
  // A block that was begun on one machine and ended on another has no pairs.
  const hosts = Map.groupBy(sittings, ({ shard }) => shard?.index ?? 0);
  const mixed = [...hosts.values()].some((each) => new Set(each.map(({ hostHash }) => hostHash)).size > 1);
  return mixed ? ['its blocks were run on more than one machine'] : [];
}

function repeated(what: string, items: readonly { readonly id: string }[]): readonly string[] {
  const ids = items.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [...new Set(twice)].map((id) => `it has the ${what} ${id} twice`);
}

/** The digest, the number of downloads and their bytes follow from the scenario and the seed. */
function digestProblems({ seed }: Session, listed: SessionScenario): readonly string[] {
  const { name, scenario } = listed;
  if (scenario === null) return [];
  const { digest, jobs, bytes } = expandScenario(scenario, seed);
  const same = digest === listed.digest && jobs.length === listed.downloads && bytes === listed.bytes;
  if (same && scenario.concurrency === listed.concurrency && scenario.name === name) return [];
  return [`scenario ${name} is not what its digest was made of here`];
}

function orderProblems(
  { variants }: Session,
  { name, blocks, leftOut }: Pick<SessionScenario, 'name' | 'blocks' | 'leftOut'>,
  order: Session['order'][number] | undefined,
): readonly string[] {
  if (order === undefined) return [`it has no order for scenario ${name}`];
  if (order.length !== blocks + 1) {
    return [`scenario ${name} has ${blocks} blocks and a warm-up, and its order has ${order.length}`];
  }
  const absent = new Set(leftOut?.map(({ variant }) => variant));
  const rows = variants
    .map(({ id }) => id)
    .filter((id) => !absent.has(id))
    .toSorted();
  const at = order.findIndex((block) => {
    const found = block.filter((id) => !isCeiling(id)).toSorted();
    return new Set(block).size !== block.length || found.join('\n') !== rows.join('\n');
  });
  return at === -1 ? [] : [`block ${at} of scenario ${name} does not hold every variant once`];
}
