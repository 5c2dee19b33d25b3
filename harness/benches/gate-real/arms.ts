import { fileURLToPath } from 'node:url';
import type { RaceVariant } from '../../src/backends/index.ts';
import type { Arms } from '../../src/check/lanes.ts';

const INJECTED = fileURLToPath(new URL('injected.mjs', import.meta.url));

/** What a candidate is made worse by. */
export interface Injected {
  readonly spinMs: number;
  readonly ballastMib: number;
  readonly connections: number;
}

export const NOTHING: Injected = { spinMs: 0, ballastMib: 0, connections: 0 };

/** The same program, started through the injection: its command has to be `node MODULE ARGUMENT...`. */
function injected(variant: RaceVariant, { spinMs, ballastMib, connections }: Injected): RaceVariant {
  const [node = '', ...rest] = variant.command;
  const amounts = [spinMs, ballastMib, connections].map(String);
  return { ...variant, command: [node, INJECTED, ...amounts, ...rest] };
}

/** Three times the same program, started as it is. */
export const alike = (variant: RaceVariant): Arms => ({
  base: variant,
  candidate: variant,
  'base-again': variant,
});

/** Two copies of a program with nothing injected, and one that is worse. */
export function worse(variant: RaceVariant, by: Injected): Arms {
  const base = injected(variant, NOTHING);
  return { base, candidate: injected(variant, by), 'base-again': base };
}
