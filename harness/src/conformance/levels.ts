import type { ConformanceCase } from '@fairfetch/contract';

/** The contract's levels, each with all that the one before it asks. */
export const LEVELS = [
  'races',
  'downloads',
  'trusted',
] as const satisfies readonly ConformanceCase['level'][];
export type Level = (typeof LEVELS)[number];

/** Whether what `level` asks is asked of one that is held to `held`. */
export function includes(held: Level, level: Level): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf(held);
}

/** null: there is none above. */
export function nextLevel(level: Level): Level | null {
  return LEVELS[LEVELS.indexOf(level) + 1] ?? null;
}
