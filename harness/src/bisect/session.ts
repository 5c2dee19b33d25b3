import { randomBytes } from 'node:crypto';
import type { CheckBlock, CheckReport, CheckSession, Provenance } from '@fairfetch/contract';
import { holdCheck } from '../check/hold.ts';
import type { Arms, Lane } from '../check/lanes.ts';
import { lanesOf, planCheck } from '../check/plan.ts';
import { CheckProgress } from '../check/progress.ts';
import type { Race } from '../races.ts';
import { Stopped } from '../revisions/index.ts';
import type { Executor, Scratch } from '../run/index.ts';
import type { World } from '../world.ts';
import type { Ask } from './ask.ts';
import { shortOf, sideOf, type Commit } from './commit.ts';
import { whoFails } from './judge.ts';
import type { Resolved } from './resolve.ts';
import type { Attempt } from './store.ts';
import { NOBODY } from '../check/contest.ts';

const SITTING_BYTES = 6;
/** Blocks after the warm-up in which one side never got it right: it will not, and hanging takes long. */
const PATIENCE_BLOCKS = 3;

/** What all sessions of a bisection are held on. */
export interface Ring {
  readonly ask: Ask;
  readonly good: Commit;
  readonly race: Race;
  readonly optionWords: Resolved['optionWords'];
  readonly executor: Executor;
  readonly scratch: Scratch;
  readonly provenance: Provenance;
}

export interface Challenge {
  readonly commit: Commit;
  readonly arms: Arms;
  readonly attempt: Attempt;
  /** Made for the session, and empty. */
  readonly folder: string;
  /** Spent on checking out and building. */
  readonly preparedSeconds: number;
}

/** What a session is planned to be, and its lane; no lane: the scenario is not for the commit. */
export interface PlannedSession {
  readonly session: CheckSession;
  readonly lanes: readonly Lane[];
}

export function planSession(ring: Ring, challenge: Challenge, world: World): PlannedSession {
  const { ask, good, race, provenance } = ring;
  const { commit, arms, attempt, preparedSeconds } = challenge;
  const budget = timesBudget(ask.budget, attempt);
  const contest = {
    ...NOBODY,
    mode: 'revisions' as const,
    base: sideOf(good),
    candidate: sideOf(commit),
    arms: new Map([[ask.variant, arms]]),
  };
  const { lanes, skipped } = lanesOf(contest, [race]);
  const session = planCheck({
    startedAt: world.now(),
    seed: ask.seed,
    optionWords: [...ring.optionWords(budget)],
    sitting: randomBytes(SITTING_BYTES).toString('hex'),
    hostHash: ask.hostHash,
    contest,
    resolved: {
      scenarios: [ask.scenario],
      only: [ask.variant],
      budget,
      metrics: [ask.metric],
      thresholds: ask.threshold === null ? {} : { [ask.metric]: ask.threshold },
      conformance: false,
      inconclusive: 'pass',
    },
    shard: null,
    races: [race],
    lanes,
    skipped,
    conformance: null,
    preparedSeconds,
    provenance,
  });
  return { session, lanes };
}

function timesBudget({ seconds, blocks }: Ask['budget'], times: number): Ask['budget'] {
  return {
    seconds: seconds === null ? null : seconds * times,
    blocks: blocks === null ? null : blocks * times,
  };
}

/**
 * Races a commit against the good one until the gate has decided, or one of them has shown that it cannot be raced.
 * @throws Stopped when the user has had enough: half a session says nothing
 */
export async function holdSession(
  { session, lanes }: PlannedSession,
  { executor, scratch }: Pick<Ring, 'executor' | 'scratch'>,
  { commit, attempt, folder }: Pick<Challenge, 'commit' | 'attempt' | 'folder'>,
  { signal, now, stderr }: World,
): Promise<CheckReport> {
  const enough = new AbortController();
  const seen: CheckBlock[] = [];
  const progress = new CheckProgress(stderr, session);
  try {
    const { report, broken } = await holdCheck(session, lanes, folder, {
      executor,
      scratch: partOf(scratch, `${shortOf(commit.revision)}-${attempt}`),
      signal: AbortSignal.any([signal, enough.signal]),
      now,
      clockMs: () => performance.now(),
      told: (block, gate) => {
        progress.told(block, gate);
        seen.push(block);
        if (seen.length === PATIENCE_BLOCKS && isInVain(session, seen)) enough.abort();
      },
    });
    if (signal.aborted) throw new Stopped();
    if (broken !== null) throw broken;
    return report;
  } finally {
    progress.close();
  }
}

/** On a disk folders of runs stay until the end, and those of another session have the same names. */
function partOf(scratch: Scratch, part: string): Scratch {
  return { ...scratch, folderOf: (name) => scratch.folderOf(`${part}-${name}`) };
}

/** Where failures are what is looked for, they are no reason to give up. */
function isInVain({ metrics }: CheckSession, seen: readonly CheckBlock[]): boolean {
  return !metrics.some(({ metric }) => metric === 'failures') && whoFails(seen) !== null;
}
