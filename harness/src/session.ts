import type { Provenance, Session } from '@fairfetch/contract';
import type { Backends } from './backends/index.ts';
import { planBlocks } from './plan/index.ts';
import type { Race } from './races.ts';

export interface SessionInput {
  readonly startedAt: Date;
  readonly seed: number;
  readonly field: Backends;
  readonly races: readonly Race[];
  readonly provenance: Provenance;
}

/** What is written down before the first run: who races on what, in which order, where. */
export function planSession({ startedAt, seed, field, races, provenance }: SessionInput): Session {
  const variants = field.variants.map(({ id }) => id);
  const order = races.map(({ listed }) =>
    planBlocks({ variants, blocks: listed.blocks, seed, label: listed.name }).map((block) => block.slice()),
  );
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
