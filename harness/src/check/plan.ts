import type { CheckSession, Provenance, Shard, Skipped } from '@fairfetch/contract';
import { GATE_CONFIDENCE, LEVEL } from '../gate/index.ts';
import type { Race } from '../races.ts';
import { whyLeftOut } from '../scenarios/index.ts';
import type { ResolvedCheck } from './config.ts';
import type { Contest } from './contest.ts';
import { ofShard, type Lane } from './lanes.ts';
import { checkMetrics } from './metrics.ts';

/** All lanes of the contest, and whom a scenario is not for. */
export function lanesOf(
  { arms }: Pick<Contest, 'arms'>,
  races: readonly Race[],
): { readonly lanes: readonly Lane[]; readonly skipped: readonly Skipped[] } {
  const lanes: Lane[] = [];
  const skipped: Skipped[] = [];
  for (const race of races) {
    for (const [variant, each] of arms) {
      const reason = reasonAgainst(race, each);
      const scenario = race.listed.name;
      const listed = { scenario, variant, title: each.candidate.title };
      if (reason === null) lanes.push({ listed, race, arms: each });
      else skipped.push({ variant, reason: `${scenario}: ${reason}` });
    }
  }
  return { lanes, skipped };
}

function reasonAgainst({ course }: Race, { base, candidate }: Lane['arms']): string | null {
  if (course.source === 'urls') return null;
  return whyLeftOut(base, course.scenario) ?? whyLeftOut(candidate, course.scenario);
}

export interface CheckSessionInput {
  readonly startedAt: Date;
  readonly seed: number;
  readonly sitting: string;
  readonly hostHash: string;
  readonly contest: Contest;
  readonly resolved: ResolvedCheck;
  readonly shard: Shard | null;
  readonly optionWords: CheckSession['optionWords'];
  readonly races: readonly Race[];
  /** Of all shards. */
  readonly lanes: readonly Lane[];
  readonly skipped: readonly Skipped[];
  readonly conformance: CheckSession['conformance'];
  readonly preparedSeconds: number;
  readonly provenance: Provenance;
}

/** What is written down before the first run: all that decides the error rates. */
export function planCheck(input: CheckSessionInput): CheckSession {
  const { startedAt, seed, sitting, hostHash, contest, resolved, shard, races, lanes, provenance } = input;
  const own = ofShard(lanes, shard);
  return {
    kind: 'check-session',
    format: 1,
    startedAt: startedAt.toISOString(),
    mode: contest.mode,
    seed,
    optionWords: [...input.optionWords],
    sitting,
    base: contest.base,
    candidate: contest.candidate,
    lanes: own.map(({ listed }) => listed),
    otherLanes: lanes.length - own.length,
    shard,
    metrics: [...checkMetrics(resolved.metrics, resolved.thresholds)] as CheckSession['metrics'],
    level: LEVEL,
    confidence: GATE_CONFIDENCE,
    budget: { ...resolved.budget },
    inconclusive: resolved.inconclusive,
    scenarios: races.map(({ listed }) => listed),
    onlyBase: [...contest.onlyBase],
    onlyCandidate: [...contest.onlyCandidate],
    unaffected: [...contest.unaffected],
    skipped: [...contest.skipped, ...input.skipped],
    provenance,
    hostHash,
    conformance: input.conformance,
    preparedSeconds: input.preparedSeconds,
  };
}
