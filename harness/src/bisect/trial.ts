import type { CheckArm } from '@fairfetch/contract';
import type { RaceVariant } from '../backends/index.ts';
import { HarnessError } from '../errors.ts';
import type { BuildOptions } from '../revisions/index.ts';
import type { Git } from '../revisions/git.ts';
import type { World } from '../world.ts';
import type { Ask } from './ask.ts';
import { readCommit, shortOf, type Commit } from './commit.ts';
import { judgeSession, type Judgement } from './judge.ts';
import { placedIn, prepare, type Prepared, type Unfit } from './prepare.ts';
import type { Tried } from './report.ts';
import { holdSession, planSession, type Ring } from './session.ts';
import type { Attempt, BisectStore, Session } from './store.ts';

/** The good commit, built, and all that it is raced on. */
export interface Corner {
  readonly variant: RaceVariant;
  readonly ring: Ring;
}

/** Workspaces of the copies that are raced. */
export type Copies = Readonly<Record<CheckArm, string>>;

export interface TrialRooms {
  readonly ask: Ask;
  readonly store: BisectStore;
  readonly git: Git;
  readonly build: BuildOptions;
  readonly world: World;
  /** Moves the tree in which commits are built to one of them; gives the path of the workspace in it. */
  readonly moveTo: (revision: string) => Promise<string>;
  /** Made at the first call; nothing is built where all verdicts are there already. */
  readonly corner: () => Promise<Corner>;
  /**
   * Copies of both trees, one after the other: how and when files came to the disk is seen in the figures, so all arms
   * are copies made alike.
   */
  readonly copyAll: () => Promise<Copies>;
}

/** A session, and whether an earlier command held it. */
interface Held {
  readonly session: Session;
  readonly fromBefore: boolean;
}

/**
 * Tries a commit: takes its stored sessions, or builds it and races it against the good one; once more, with twice the
 * budget, where it is undecided.
 * @throws HarnessError `base` when it is the good commit that fails; Stopped
 */
export async function tryCommit(revision: string, rooms: TrialRooms): Promise<Tried> {
  const { ask, store, git } = rooms;
  const commit = await readCommit(git, revision);
  const held: Held[] = [];
  let judgement: Judgement | null = null;
  for (const attempt of [1, 2] as const) {
    const kept = await store.kept(revision, attempt, ask);
    const session = kept ?? (await raceCommit(commit, attempt, rooms));
    if ('state' in session) return triedOf(commit, held, session);
    held.push({ session, fromBefore: kept !== null });
    judgement = judgeSession(session.report, session.blocks, ask.metric);
    if (judgement.state === 'good-fails') {
      // The same command must not find this again once it is mended.
      await store.forget(session.name);
      throw goodFails(ask.good, judgement.reason);
    }
    if (judgement.state !== 'doubtful' || !judgement.again) break;
  }
  return triedOf(commit, held, judgement as Judged);
}

type Judged = Exclude<Judgement, { readonly state: 'good-fails' }>;

function goodFails(good: string, reason: string): HarnessError {
  return new HarnessError(
    'base',
    `the good commit ${shortOf(good)} cannot be raced: ${reason}`,
    'Name another good commit with --good REF, or another scenario with --scenario NAME.',
  );
}

async function raceCommit(commit: Commit, attempt: Attempt, rooms: TrialRooms): Promise<Session | Unfit> {
  const { store, corner, copyAll, world } = rooms;
  const startedMs = performance.now();
  const prepared = await prepareCommit(commit, rooms);
  if (prepared.state === 'unfit') return prepared;
  const { variant: good, ring } = await corner();
  const copies = await copyAll();
  const arms = {
    base: placedIn(good, copies.base),
    candidate: placedIn(prepared.variant, copies.candidate),
    'base-again': placedIn(good, copies['base-again']),
  };
  const preparedSeconds = (performance.now() - startedMs) / 1000;
  const { name, folder } = await store.fresh(commit.revision, attempt);
  const challenge = { commit, arms, attempt, folder, preparedSeconds };
  const planned = planSession(ring, challenge, world);
  if (planned.lanes.length === 0) {
    const reason = planned.session.skipped[0]?.reason ?? 'the scenario is not for it';
    return { state: 'unfit', reason, log: [] };
  }
  return store.finish(name, await holdSession(planned, ring, challenge, world));
}

/** What cannot be checked out is skipped, as what does not build; a disk that is full is not its fault. */
async function prepareCommit({ revision }: Commit, { ask, build, moveTo }: TrialRooms): Promise<Prepared> {
  try {
    return await prepare(await moveTo(revision), ask.variant, build);
  } catch (error) {
    if (!(error instanceof HarnessError) || error.code !== 'base') throw error;
    return { state: 'unfit', reason: error.message, log: [] };
  }
}

function triedOf(commit: Commit, held: readonly Held[], found: Judged | Unfit): Tried {
  const blocks = held.flatMap(({ session }) => session.blocks);
  return {
    ...commit,
    ...verdictOf(found, held.length),
    log: found.state === 'unfit' ? found.log : [],
    comparison: found.state === 'unfit' ? null : found.comparison,
    blocks: blocks.filter(({ block }) => block > 0).length,
    seconds: blocks.reduce((sum, { seconds }) => sum + seconds, 0),
    sessions: held.map(({ session }) => session.name),
    fromBefore: held.length > 0 && held.every((each) => each.fromBefore),
  };
}

function verdictOf(found: Judged | Unfit, sessions: number): Pick<Tried, 'state' | 'reason'> {
  switch (found.state) {
    case 'good':
    case 'bad':
      return { state: found.state, reason: null };
    case 'unfit':
      return { state: 'skipped', reason: found.reason };
    case 'fails':
      return { state: 'skipped', reason: `its runs fail: ${found.reason}` };
    case 'doubtful': {
      const also = sessions > 1 ? ', also with twice the budget' : '';
      return { state: 'skipped', reason: `${found.reason}${also}` };
    }
    default:
      return found satisfies never;
  }
}
