import type { Distribution, RowLimit, ScenarioCeilings, StoredRun } from '@fairfetch/contract';
import type { CeilingKind } from './ceilings.ts';

/** A ceiling of at least so much of a row's time limits the row. */
export const LIMITING_SHARE = 0.8;

/** What limits the rows of a scenario, in nanoseconds; null: not known, or no limit. */
export type LimitsNs = Readonly<Record<RowLimit['by'], number | null>>;

/** Times of a ceiling's counted runs that went well. */
export function ceilingTimes(runs: readonly StoredRun[], kind: CeilingKind): readonly number[] {
  return runs.flatMap(({ ceiling, warmup }) =>
    ceiling?.of === kind && !warmup && ceiling.timeNs !== null ? [ceiling.timeNs] : [],
  );
}

/**
 * Where the model of the network sets an ideal time, it is the model that a client without any cost meets, and coming
 * near that is the merit of a program: the origin does not count as a limit there.
 */
export function limitsOf({ net, disk }: ScenarioCeilings, idealNs: number | null): LimitsNs {
  return { origin: idealNs === null ? (net?.median ?? null) : null, disk: disk?.median ?? null };
}

/**
 * Whether the origin or the disk, and not the program, sets a row's time: one of them alone takes at least 80 % of it.
 * Both ceilings are without the start of a process, and the row's time is with it: so a row is marked only where no more
 * than a fifth of all it took, its start included, is left for the program to differ in.
 */
export function limitOf(
  { wallNs }: { readonly wallNs: Distribution | null },
  limits: LimitsNs,
): RowLimit | null {
  if (wallNs === null || wallNs.median <= 0) return null;
  const found = (['origin', 'disk'] as const).flatMap((by) => {
    const share = (limits[by] ?? 0) / wallNs.median;
    return share >= LIMITING_SHARE ? [{ by, share }] : [];
  });
  return found.toSorted((left, right) => right.share - left.share)[0] ?? null;
}
