import { discoverBackends, selectVariants, type RaceVariant, type Skip } from '../backends/index.ts';
import { HarnessError } from '../errors.ts';
import type { World } from '../world.ts';

export interface TrialField {
  readonly variants: readonly RaceVariant[];
  readonly skipped: readonly Skip[];
}

/**
 * The variants a trial can be made with: those that promise what it tries.
 * @throws HarnessError `nothing-to-race` where there is none
 */
export async function trialField(world: World, only: readonly string[]): Promise<TrialField> {
  const found = selectVariants(await discoverBackends(world.root, world.env), only);
  const trusted = found.variants.filter(({ level }) => level === 'trusted');
  const others = found.variants
    .filter(({ level }) => level !== 'trusted')
    .map(({ id, level }) => ({
      variant: id,
      reason: level === null ? 'a peer promises nothing' : `is at level ${level}`,
    }));
  const skipped = [...found.skipped, ...others];
  if (trusted.length > 0) return { variants: trusted, skipped };
  const reasons = skipped.map(({ variant, reason }) => `\n  ${variant}: ${reason}`).join('');
  throw new HarnessError(
    'nothing-to-race',
    `no variant at level trusted can be tried here${reasons}`,
    'Build what is missing, or name another with --only.',
  );
}
