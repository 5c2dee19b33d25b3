import type { CheckArm, CheckReport, CheckSession } from '@fairfetch/contract';
import type { RaceVariant } from '../../src/backends/index.ts';
import { reportOfCheck } from '../../src/check/judge.ts';
import type { Arms, Lane } from '../../src/check/lanes.ts';
import { lanesOf, planCheck, type CheckSessionInput } from '../../src/check/plan.ts';
import { raceLanes, type CheckRooms } from '../../src/check/race.ts';
import { openCheckStore, readCheck, type StoredCheck } from '../../src/check/store.ts';
import { scenarioRace } from '../../src/races.ts';
import { createRandom } from '../../src/random.ts';
import { openScratch } from '../../src/run/index.ts';
import { fakeExecutor, type FakeRun } from '../support/fake-executor.ts';
import { normalOf } from '../support/normal.ts';
import { session as aSession } from '../support/session.ts';
import { tinyScenario } from '../support/scenario.ts';
import { temporaryFolder } from '../support/world.ts';
import { NOBODY } from '../../src/check/contest.ts';

/** An arm of a variant; its folder tells the fake executor which it is. */
export function armOf(id: string, arm: CheckArm, over: Partial<RaceVariant> = {}): RaceVariant {
  const [backend = '', name = ''] = id.split('/');
  return {
    id,
    backend,
    name,
    title: `Fake ${name}`,
    about: 'For tests.',
    level: 'trusted',
    input: null,
    traits: { model: 'event-loop', reuse: true, http: ['1.1'], faithful: false },
    command: ['program'],
    folder: `/${arm}`,
    workspace: '/',
    ...over,
  };
}

export const armsOf = (id: string): Arms => ({
  base: armOf(id, 'base'),
  candidate: armOf(id, 'candidate'),
  'base-again': armOf(id, 'base-again'),
});

const SIDE = { revision: null, committedAt: null, subject: null, changes: null, command: null };

export interface Held {
  readonly seed?: number;
  readonly ids?: readonly string[];
  readonly blocks?: number;
  readonly shard?: CheckSessionInput['shard'];
  readonly resolved?: Partial<CheckSessionInput['resolved']>;
  readonly rooms?: Partial<CheckRooms>;
  /** Bends a run of an arm. */
  readonly bend?: ((run: FakeRun, arm: CheckArm, id: string) => void) | undefined;
}

export function planned({ seed = 1, ids = ['fake/good'], blocks = 60, shard = null, resolved = {} }: Held): {
  readonly session: CheckSession;
  readonly lanes: readonly Lane[];
} {
  const limits = { blocks: null, precision: null, budgetS: null };
  const races = [scenarioRace(tinyScenario(), seed, limits)];
  const contest = {
    ...NOBODY,
    mode: 'commands' as const,
    base: { ...SIDE, name: 'base' },
    candidate: { ...SIDE, name: 'candidate' },
    arms: new Map(ids.map((id) => [id, armsOf(id)])),
  };
  const { lanes, skipped } = lanesOf(contest, races);
  const session = planCheck({
    startedAt: new Date('2026-01-31T12:00:00.000Z'),
    seed,
    sitting: 'abcdef',
    hostHash: 'host',
    contest,
    resolved: {
      scenarios: ['tiny'],
      only: [],
      budget: { seconds: null, blocks },
      metrics: [],
      thresholds: {},
      conformance: false,
      inconclusive: 'pass',
      ...resolved,
    },
    shard,
    optionWords: [],
    races,
    lanes,
    skipped,
    conformance: null,
    preparedSeconds: 0,
    provenance: aSession().provenance,
  });
  const mine = lanes.filter(({ listed }) => session.lanes.some(({ variant }) => variant === listed.variant));
  return { session, lanes: mine };
}

/** A whole session with the fake executor, its machine noisy by 2 %. */
export async function holdSession(
  held: Held = {},
): Promise<{ readonly report: CheckReport; readonly stored: StoredCheck }> {
  const { bend, seed = 1, ids = ['fake/good'] } = held;
  const { session, lanes } = planned(held);
  const folder = temporaryFolder();
  const scratch = await openScratch(temporaryFolder(), { runBytes: 0, allRunsBytes: null });
  const normal = normalOf(createRandom(seed, 'machine'));
  const noise = (value: number): number => Math.round(value * Math.exp(0.02 * normal()));
  const executor = fakeExecutor(
    Object.fromEntries(
      ids.map((id) => [
        id,
        (run, { variant }) => {
          const { usage } = run.result;
          if (usage === null) throw new TypeError('the fake always runs');
          run.result = {
            ...run.result,
            usage: {
              ...usage,
              wallNs: noise(usage.wallNs),
              userNs: noise(usage.userNs),
              systemNs: noise(usage.systemNs),
              peakRssBytes: noise(usage.peakRssBytes),
            },
          };
          bend?.(run, variant.folder.slice(1) as CheckArm, id);
        },
      ]),
    ),
  );
  const store = await openCheckStore(folder, session);
  try {
    await raceLanes(session, lanes, {
      executor,
      scratch,
      store,
      signal: new AbortController().signal,
      now: () => new Date('2026-01-31T12:00:00.000Z'),
      clockMs: () => performance.now(),
      told: () => {},
      ...held.rooms,
    });
  } finally {
    await store.close();
    await scratch.close();
  }
  const stored = await readCheck(folder);
  return { report: reportOfCheck(session, stored.blocks), stored };
}

/** Makes a run worse: its times and memory by factors, its connections by a count. */
export function worsen(
  run: FakeRun,
  by: { readonly time?: number; readonly memory?: number; readonly connections?: number },
): void {
  const { usage, truth } = run.result;
  if (usage === null || truth === null) throw new TypeError('the fake always runs');
  const { time = 1, memory = 1, connections = truth.connections } = by;
  run.result = {
    ...run.result,
    usage: {
      ...usage,
      wallNs: Math.round(usage.wallNs * time),
      peakRssBytes: Math.round(usage.peakRssBytes * memory),
    },
    truth: { ...truth, connections },
  };
}
