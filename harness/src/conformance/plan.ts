import type { RaceVariant } from '../backends/index.ts';
import type { SuiteCase } from './cases/index.ts';
import { includes, nextLevel, type Level } from './levels.ts';

/** One case to be run with one variant. */
export interface Cell {
  readonly suiteCase: SuiteCase;
  readonly variant: RaceVariant;
  /** Whether the variant is held to it. */
  readonly counted: boolean;
}

export interface PlanOptions {
  /** The highest level to be run; null: what each declares, and one above. */
  readonly level: Level | null;
  /** Whether every case that is run counts. */
  readonly strict: boolean;
}

/** A variant declares a level; a peer has none and has no place here. */
export function declaredLevel({ level }: RaceVariant): Level {
  return level ?? 'races';
}

/** The highest level a variant's cases are run of. One that keeps the seed's way is not on its way to the next. */
export function highestLevel(variant: RaceVariant, asked: Level | null): Level {
  const declared = declaredLevel(variant);
  const most = variant.traits.faithful ? declared : (nextLevel(declared) ?? declared);
  if (asked === null) return most;
  return variant.traits.faithful && includes(asked, declared) ? declared : asked;
}

/** By variant, then by case. */
export function planCells(
  cases: readonly SuiteCase[],
  variants: readonly RaceVariant[],
  { level, strict }: PlanOptions,
): readonly Cell[] {
  return variants.flatMap((variant) => {
    const highest = highestLevel(variant, level);
    return cases
      .filter((each) => includes(highest, each.level))
      .map((suiteCase) => ({
        suiteCase,
        variant,
        counted: strict || includes(declaredLevel(variant), suiteCase.level),
      }));
  });
}
