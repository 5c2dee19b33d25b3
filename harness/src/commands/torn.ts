import { join } from 'node:path';
import type { Stored } from '../store/index.ts';
import type { World } from '../world.ts';

/** A run that was being stored when its race was killed is none, and whoever reads the rest is told. */
export function sayTorn({ folder, torn }: Stored, { stderr }: Pick<World, 'stderr'>): void {
  if (!torn) return;
  stderr.write(`the last line of ${join(folder, 'runs.jsonl')} is torn, and left out: its race was killed\n`);
}
