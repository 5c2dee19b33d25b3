import type { Provenance } from '@fairfetch/contract';
import type { Backends, RaceVariant } from '../backends/index.ts';
import { ceilingVariants } from '../headroom/index.ts';
import type { Race } from '../races.ts';
import { createLive, type Live } from '../report/index.ts';
import { openScratch, requireBinaries, type Executor, type Scratch } from '../run/index.ts';
import { collectProvenance } from '../store/index.ts';
import { columnsOf, takesEscapes } from '../terminal.ts';
import type { World } from '../world.ts';

/** Where a race is run, open until its end. */
export interface Grounds {
  readonly live: Live;
  readonly scratch: Scratch;
  readonly executor: Executor;
  readonly provenance: Provenance;
  /** The field's and the ceilings. */
  readonly variants: readonly RaceVariant[];
}

export interface GroundsInput {
  readonly races: readonly Race[];
  readonly field: Backends;
  /** The ceilings are measured too. */
  readonly ceilings: readonly RaceVariant[];
  /** The folder that was asked for; null: the best there is. */
  readonly scratch: string | null;
}

/** What measures the limits of this machine; nothing where there is no program for it. */
export async function ceilingsHere({ ceiling, root }: World): Promise<readonly RaceVariant[]> {
  if (ceiling === null) return [];
  await requireBinaries({ ceiling });
  return ceilingVariants(ceiling, root);
}

/** @param open what is opened here is closed with it */
export async function openGrounds(
  open: AsyncDisposableStack,
  { races, field, ceilings, scratch: asked }: GroundsInput,
  world: World,
): Promise<Grounds> {
  const { root, env, version } = world;
  const live = open.adopt(createLive(liveStream(world)), (each) => each.close());
  const variants = [...field.variants, ...ceilings];
  const needs = scratchNeeds(races, variants.length);
  const scratch = open.adopt(await openScratch(asked, needs), (each) => each.close());
  sayWhatIsLeftOut(live.step, field, scratch);
  const withOrigin = races.some(({ course }) => course.source === 'origin');
  const executor = open.adopt(await world.openExecutor(scratch.reserve('certificates'), withOrigin), (each) =>
    each.close(),
  );
  const provenance = await collectProvenance({
    root,
    env,
    version,
    scratch: { fileSystem: scratch.fileSystem, keptUntilEnd: scratch.keptUntilEnd },
    tools: { ...toolsOf(field), ...executor.tools },
  });
  return { live, scratch, executor, provenance, variants };
}

function liveStream({ stderr, env }: World): Parameters<typeof createLive>[0] {
  return { stream: stderr, isTTY: takesEscapes(stderr, env), columns: columnsOf(stderr, 80) };
}

function scratchNeeds(races: readonly Race[], variants: number): Parameters<typeof openScratch>[1] {
  const known = races.every(({ listed }) => listed.bytes !== null);
  const runs = races.map(({ listed }) => (listed.blocks + 1) * variants * (listed.bytes ?? 0));
  return {
    runBytes: Math.max(...races.map(({ listed }) => listed.bytes ?? 0)),
    allRunsBytes: known ? runs.reduce((sum, bytes) => sum + bytes, 0) : null,
  };
}

function sayWhatIsLeftOut(step: (text: string) => void, field: Backends, scratch: Scratch): void {
  for (const { variant, reason } of field.skipped) step(`${variant} is left out: ${reason}`);
  if (scratch.note !== null) step(scratch.note);
}

/** Of the backends that race: what another one needs has no part in the figures. */
function toolsOf({ variants, tools }: Backends): Readonly<Record<string, string>> {
  const racing = new Set(variants.map(({ backend }) => backend));
  return Object.fromEntries(Object.entries(tools).filter(([name]) => racing.has(name.split(':')[0] ?? '')));
}
