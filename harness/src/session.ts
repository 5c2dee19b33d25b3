import type { Provenance, Session, SessionVariant, Sitting } from '@fairfetch/contract';
import type { Backends, RaceVariant } from './backends/index.ts';
import { ceilingsOf, withCeilings } from './headroom/index.ts';
import { planBlocks } from './plan/index.ts';
import type { Race } from './races.ts';
import { SESSION_FORMAT } from './store/index.ts';

export interface SessionInput {
  readonly startedAt: Date;
  readonly seed: number;
  readonly field: Backends;
  readonly races: readonly Race[];
  /** The ceilings are measured too. */
  readonly headroom: boolean;
  readonly provenance: Provenance;
  readonly sitting: Sitting;
}

/** What is written down before the first run: who races on what, in which order, where. */
export function planSession(input: SessionInput): Session {
  const { startedAt, seed, field, races, headroom, provenance, sitting } = input;
  const order = races.map(({ listed, course }) => {
    const place = { seed, label: listed.name };
    const leftOut = new Set(listed.leftOut?.map(({ variant }) => variant));
    const variants = field.variants.map(({ id }) => id).filter((id) => !leftOut.has(id));
    const rows = planBlocks({ variants, blocks: listed.blocks, ...place });
    const planned = headroom ? withCeilings(rows, ceilingsOf(course), place) : rows;
    return planned.map((block) => block.slice());
  });
  return {
    kind: 'session',
    format: SESSION_FORMAT,
    startedAt: startedAt.toISOString(),
    seed,
    variants: field.variants.map(listedVariant),
    skipped: field.skipped.map(({ variant, reason }) => ({ variant, reason })),
    scenarios: races.map(({ listed }) => listed),
    provenance,
    sittings: [sitting],
    order,
  };
}

/** A variant, as the session tells it. */
export function listedVariant({ id, title, about, level, traits }: RaceVariant): SessionVariant {
  return { id, title, about, ...(level === null ? {} : { level }), traits };
}
