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
export function limitsOf(
  ceilings: ScenarioCeilings,
  idealNs: number | null,
  fastestNs: number | null,
): LimitsNs {
  const { net, disk, both } = ceilings;
  const atOnce = idealNs === null && !isBeaten(ceilings, fastestNs) ? both : null;
  return {
    origin: idealNs === null ? (net?.median ?? null) : null,
    disk: disk?.median ?? null,
    both: atOnce?.median ?? null,
  };
}

/**
 * Whether a row shows that origin and disk can do more at once than the client that was to find out: how it divides its
 * work is one way of several, and none of the machine's doing.
 */
export function isBeaten({ both }: ScenarioCeilings, fastestNs: number | null): boolean {
  return both !== null && fastestNs !== null && fastestNs < LIMITING_SHARE * both.median;
}

/** The first that limits a row is named: both at once take longer than either, and say less. */
const CAUSES = [['origin', 'disk'], ['both']] as const;

/**
 * Whether the origin, the disk or both at once, and not the program, set a row's time: they take at least 80 % of it. All
 * ceilings are without the start of a process, and the row's time is with it: so a row is marked only where no more
 * than a fifth of all it took, its start included, is left for the program to differ in.
 */
export function limitOf(
  { wallNs }: { readonly wallNs: Distribution | null },
  limits: LimitsNs,
): RowLimit | null {
  if (wallNs === null || wallNs.median <= 0) return null;
  const { median } = wallNs;
  for (const causes of CAUSES) {
    const [nearest] = causes
      .map((by) => ({ by, share: (limits[by] ?? 0) / median }))
      .toSorted((left, right) => right.share - left.share);
    if (nearest !== undefined && nearest.share >= LIMITING_SHARE) return nearest;
  }
  return null;
}
