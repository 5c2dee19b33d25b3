import type { Provenance, Session } from '@fairfetch/contract';
import type { Backends } from './backends/index.ts';
import { ceilingsOf, withCeilings } from './headroom/index.ts';
import { planBlocks } from './plan/index.ts';
import type { Race } from './races.ts';

export interface SessionInput {
  readonly startedAt: Date;
  readonly seed: number;
  readonly field: Backends;
  readonly races: readonly Race[];
  /** The ceilings are measured too. */
  readonly headroom: boolean;
  readonly provenance: Provenance;
}

/** What is written down before the first run: who races on what, in which order, where. */
export function planSession({ startedAt, seed, field, races, headroom, provenance }: SessionInput): Session {
  const variants = field.variants.map(({ id }) => id);
  const order = races.map(({ listed, course }) => {
    const place = { seed, label: listed.name };
    const rows = planBlocks({ variants, blocks: listed.blocks, ...place });
    const planned = headroom ? withCeilings(rows, ceilingsOf(course), place) : rows;
    return planned.map((block) => block.slice());
  });
  return {
    kind: 'session',
    format: 1,
    startedAt: startedAt.toISOString(),
    seed,
    variants: field.variants.map(({ id, title, about, level, traits }) => ({
      id,
      title,
      about,
      ...(level === null ? {} : { level }),
      traits,
    })),
    skipped: field.skipped.map((skip) => ({ ...skip })),
    scenarios: races.map(({ listed }) => listed),
    provenance,
    order,
  };
}
